import { expect, test } from 'vitest'
import { insertTaskFail, listTaskFails } from '../../runtime/db/task-fail.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { DAG_ID, insertTaskInstances } from './rows.ts'

describeOnEachDatabase('failures of a task instance', current => {
  test('are listed in the order they happened, with whole seconds', async () => {
    const db = current().database.kysely
    const key = { dagId: DAG_ID, runId: 'r', taskId: 't', mapIndex: -1 }
    await insertTaskInstances(db, 'r', [{ task_id: 't' }])
    const startMs = Date.UTC(2026, 0, 1)
    await insertTaskFail(db, key, { startMs, endMs: startMs + 1999 })
    await insertTaskFail(db, key, { startMs: null, endMs: startMs })
    expect(await listTaskFails(db, key)).toEqual([
      { startMs, endMs: startMs + 1999, durationSeconds: 1 },
      { startMs: null, endMs: startMs, durationSeconds: null },
    ])
  })
})
