import { expect, test } from 'vitest'
import { SharedAnswers } from '../../../../runtime/api/ui/live/shared-answers.ts'
import { insertAuditEvent } from '../../../../runtime/db/audit-log.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { NOW_MS } from '../../webserver.ts'

describeOnEachDatabase('answers that pages share', current => {
  const asking = () => {
    const changes: { noticed: number | null } = { noticed: 0 }
    const shared = new SharedAnswers(changes)
    let computed = 0
    const ask = (key: string) => shared.of(current().database.kysely, [key], async () => `${key} ${++computed}`)
    return { changes, shared, ask }
  }

  test('are computed once until a change is noticed, each question for itself', async () => {
    const { changes, ask } = asking()
    expect(await Promise.all([ask('a'), ask('a')])).toEqual(['a 1', 'a 1'])
    expect([await ask('b'), await ask('a')]).toEqual(['b 2', 'a 1'])
    changes.noticed = 1
    expect(await ask('a')).toBe('a 3')
  })

  test('end when somebody changes something, before anybody notices', async () => {
    const { ask } = asking()
    await ask('a')
    await insertAuditEvent(current().database.kysely, { event: 'patch_dag', owner: 'ann' }, NOW_MS)
    expect(await ask('a')).toBe('a 2')
  })

  test('are not there while no page listens, and a failure is not shared', async () => {
    const { changes, shared, ask } = asking()
    const failing = () => shared.of(current().database.kysely, ['x'], () => Promise.reject(new Error('away')))
    await expect(failing()).rejects.toThrow('away')
    expect(await shared.of(current().database.kysely, ['x'], async () => 'back')).toBe('back')
    changes.noticed = null
    expect([await ask('a'), await ask('a')]).toEqual(['a 1', 'a 2'])
  })
})
