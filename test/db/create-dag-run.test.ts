import { expect, test } from 'vitest'
import { createDagRun } from '../../runtime/db/create-dag-run.ts'
import { inTransaction } from '../../runtime/db/database.ts'
import { listTaskInstances } from '../../runtime/db/task-instance.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { graphOf } from '../model/fixtures/run-view.ts'

const LOGICAL_MS = Date.UTC(2026, 10, 22)
const NOW_MS = LOGICAL_MS + 86_400_000

describeOnEachDatabase('a new DAG run', current => {
  const create = (dagId: string, given: Partial<Parameters<typeof createDagRun>[2]> = {}) =>
    inTransaction(current().database, db =>
      createDagRun(
        db,
        { spec: { ...graphOf('a > b').dag, dagId }, hash: 'h' },
        {
          runType: 'scheduled',
          logicalDateMs: LOGICAL_MS,
          interval: { startMs: LOGICAL_MS, endMs: NOW_MS },
          nowMs: NOW_MS,
          ...given,
        },
      ),
    )

  test('waits as queued, with a task instance for each task', async () => {
    const run = await create('plain', { creatingJobId: 5 })
    expect(run).toMatchObject({
      runId: 'scheduled__2026-11-22T00:00:00+00:00',
      state: 'queued',
      externalTrigger: false,
      queuedAtMs: NOW_MS,
      startDateMs: null,
      conf: {},
      dagHash: 'h',
    })
    const instances = await listTaskInstances(current().database.kysely, run)
    expect(instances.map(one => `${one.taskId} ${one.state} ${one.priorityWeight}`).sort()).toEqual([
      'a null 2',
      'b null 1',
    ])
  })

  test('made by hand says so, and can have a name and a conf', async () => {
    const run = await create('by_hand', { runType: 'manual', runId: 'mine', conf: { x: 1 } })
    expect(run).toMatchObject({ runId: 'mine', runType: 'manual', externalTrigger: true, conf: { x: 1 } })
  })

  test('is made as a whole or not at all', async () => {
    await create('twice')
    await expect(create('twice', { runId: 'other' })).rejects.toThrow('A Dag Run already exists for dag id twice')
    const other = { dagId: 'twice', runId: 'other' }
    expect(await listTaskInstances(current().database.kysely, other)).toEqual([])
  })
})
