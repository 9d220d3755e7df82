import { expect, test } from 'vitest'
import { findRenderedFields, pruneRenderedFields, saveRenderedFields } from '../../runtime/db/rendered-fields.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { DAG_ID, insertTaskInstances } from './rows.ts'

const keyOf = (runId: string, mapIndex = -1) => ({ dagId: DAG_ID, taskId: 't', runId, mapIndex })

describeOnEachDatabase('rendered fields', current => {
  const db = () => current().database.kysely

  test('are read as they were saved last', async () => {
    await insertTaskInstances(db(), 'r1', [{ task_id: 't' }])
    await saveRenderedFields(db(), keyOf('r1'), { bash_command: 'old' })
    const fields = { bash_command: "echo 'ü' \\n", env: null, op_kwargs: { n: [1, true] } }
    await saveRenderedFields(db(), keyOf('r1'), fields)
    expect(await findRenderedFields(db(), keyOf('r1'))).toEqual(fields)
    expect(await findRenderedFields(db(), keyOf('r2'))).toBe(null)
  })

  test('of a mapped task are kept for each index', async () => {
    await insertTaskInstances(db(), 'r2', [
      { task_id: 't', map_index: 0 },
      { task_id: 't', map_index: 1 },
    ])
    await saveRenderedFields(db(), keyOf('r2', 0), { i: 0 })
    await saveRenderedFields(db(), keyOf('r2', 1), { i: 1 })
    expect(await findRenderedFields(db(), keyOf('r2', 1))).toEqual({ i: 1 })
  })

  test('are pruned to the last runs of their task', async () => {
    await insertTaskInstances(db(), 'r3', [{ task_id: 't' }, { task_id: 'other' }])
    await saveRenderedFields(db(), keyOf('r3'), {})
    await saveRenderedFields(db(), { ...keyOf('r3'), taskId: 'other' }, {})
    await pruneRenderedFields(db(), DAG_ID, 2)
    const kept = () => db().selectFrom('rendered_task_instance_fields').select(['run_id', 'task_id']).execute()
    expect((await kept()).map(row => `${row.run_id} ${row.task_id}`).sort()).toEqual([
      'r2 t',
      'r2 t',
      'r3 other',
      'r3 t',
    ])
    await pruneRenderedFields(db(), DAG_ID, 0)
    await pruneRenderedFields(db(), 'another', 1)
    expect(await kept()).toHaveLength(4)
    await pruneRenderedFields(db(), DAG_ID, 1)
    expect((await kept()).map(row => `${row.run_id} ${row.task_id}`).sort()).toEqual(['r3 other', 'r3 t'])
  })
  test('are pruned in one go, however many tasks the DAG has', async () => {
    const taskIds = Array.from({ length: 101 }, (_, index) => `many${index}`)
    for (const runId of ['r4', 'r5', 'r6']) {
      await insertTaskInstances(
        db(),
        runId,
        taskIds.map(taskId => ({ task_id: taskId })),
      )
      for (const taskId of taskIds) await saveRenderedFields(db(), { ...keyOf(runId), taskId }, {})
    }
    await pruneRenderedFields(db(), DAG_ID, 1)
    const kept = await db()
      .selectFrom('rendered_task_instance_fields')
      .select(['run_id', 'task_id'])
      .where('task_id', 'like', 'many%')
      .execute()
    expect(kept.map(row => `${row.run_id} ${row.task_id}`).sort()).toEqual(taskIds.map(id => `r6 ${id}`).sort())
  })
})
