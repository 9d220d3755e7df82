import { describe, expect, test } from 'vitest'
import { readAuditChange } from '../../../../web/src/browse/audit/audit-change.ts'

const read = (extra: object) => readAuditChange(JSON.stringify(extra))

describe('a change in the audit log', () => {
  test('is the fields that differ, and what was asked for beside them', () => {
    const { fields, request } = read({
      method: 'PATCH',
      before: { state: 'failed', note: 'x' },
      after: { state: 'queued', note: 'x' },
    })
    expect(fields).toEqual([{ name: 'state', before: 'failed', after: 'queued' }])
    expect(request).toBe('{\n  "method": "PATCH"\n}')
  })

  test('of what came, or went, has one side', () => {
    expect(read({ before: null, after: { key: 'a', description: null } })).toEqual({
      fields: [{ name: 'key', before: null, after: 'a' }],
      request: null,
    })
    expect(read({ before: { slots: 4 }, after: null }).fields).toEqual([{ name: 'slots', before: '4', after: null }])
  })

  test('of a list has an entry a line', () => {
    const before = [
      { task_id: 'a', state: 'failed' },
      { task_id: 'b', state: null },
    ]
    expect(read({ before, after: { state: null } }).fields).toEqual([
      { name: '', before: 'task_id: a, state: failed\ntask_id: b, state: null', after: 'state: null' },
    ])
  })

  test('of other events is their text', () => {
    expect(readAuditChange('free {text')).toEqual({ fields: [], request: 'free {text' })
    expect(readAuditChange('[1]')).toEqual({ fields: [], request: '[1]' })
    expect(read({ host_name: 'n' })).toEqual({ fields: [], request: '{\n  "host_name": "n"\n}' })
    expect([readAuditChange(null), readAuditChange('')]).toEqual([
      { fields: [], request: null },
      { fields: [], request: null },
    ])
  })
})
