import { expect, test } from 'vitest'
import { DEFAULT_LOG_TEMPLATE, findLogTemplate, synchronizeLogTemplate } from '../../runtime/db/log-template.ts'
import { describeOnEachDatabase } from '../databases.ts'

describeOnEachDatabase('log templates', current => {
  test('are added when they change, and old ones stay for old runs', async () => {
    const db = current().database.kysely
    const changed = { ...DEFAULT_LOG_TEMPLATE, filename: '{{ ti.task_id }}.log' }
    await synchronizeLogTemplate(db, DEFAULT_LOG_TEMPLATE)
    await synchronizeLogTemplate(db, changed)
    await synchronizeLogTemplate(db, changed)
    expect([await findLogTemplate(db, 1), await findLogTemplate(db, 2)]).toEqual([DEFAULT_LOG_TEMPLATE, changed])
    expect(await findLogTemplate(db, 3)).toBe(null)
  })
})
