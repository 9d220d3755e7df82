import { beforeAll, beforeEach, expect, test } from 'vitest'
import { setPaused } from '../../../runtime/db/dag.ts'
import { findDagRun } from '../../../runtime/db/dag-run.ts'
import type { StoredDag } from '../../../runtime/db/serialized-dag.ts'
import type { DagRun } from '../../../runtime/model/keys.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { chainDag, putState, statesOf, storeRuns, storeSpec } from '../../db/stored-runs.ts'
import { basic, useWebserver } from '../webserver.ts'

describeOnEachDatabase('running a task instance now', current => {
  const webserver = useWebserver(current)
  let dag: StoredDag
  let run: DagRun
  beforeAll(async () => {
    dag = await storeSpec(current().database, chainDag('one'))
  })
  beforeEach(async () => {
    await current().database.kysely.deleteFrom('dag_run').execute()
    run = (await storeRuns(current().database, dag, [{ first: 'failed', second: 'upstream_failed' }]))[0] as DagRun
  })

  const runTask = async (taskId: string, body: object, as = 'user') => {
    const url = `/ui/dags/one/runs/${encodeURIComponent(run.runId)}/tasks/${taskId}/run`
    const headers = { authorization: basic(as) }
    const answer = await webserver().server.inject({ method: 'POST', url, headers, payload: body })
    return { status: answer.statusCode, ...answer.json() }
  }

  test('says first what it would pass over, and what it would wait for, and changes nothing', async () => {
    const { kysely } = current().database
    await setPaused(kysely, 'one', true)
    const before = await statesOf(current().database, run)
    expect(await runTask('second', {})).toMatchObject({
      isPossible: true,
      ignored: [expect.stringContaining("Trigger Rule: Task's trigger rule 'all_success'")],
      holding: ["DAG Paused: Task's DAG 'one' is paused."],
    })
    expect(await statesOf(current().database, run)).toEqual(before)
    await setPaused(kysely, 'one', false)
  })

  test('schedules that task instance alone as the next try, queues the run again, and is in the audit log', async () => {
    const { kysely } = current().database
    expect((await runTask('second', { dry_run: false })).status).toBe(200)
    expect(await statesOf(current().database, run)).toMatchObject({ first: 'failed', second: 'scheduled', third: null })
    expect(await findDagRun(kysely, run)).toMatchObject({ state: 'queued' })
    const row = await kysely.selectFrom('task_instance').select('try_number').where('task_id', '=', 'second').execute()
    expect(row).toEqual([{ try_number: 1 }])
    const events = await kysely.selectFrom('log').select(['event', 'owner', 'task_id']).execute()
    expect(events).toContainEqual({ event: 'api.ui_run_task', owner: 'user', task_id: 'second' })
  })

  test('keeps the try that there was', async () => {
    expect((await runTask('first', { dry_run: false })).status).toBe(200)
    const tries = await current().database.kysely.selectFrom('task_instance_history').select('state').execute()
    expect(tries).toEqual([{ state: 'failed' }])
  })

  test('leaves an attempt alone that is under way', async () => {
    await putState(current().database, run, { taskId: 'first', state: 'running' })
    expect((await runTask('first', {})).isPossible).toBe(false)
    const refused = await runTask('first', { dry_run: false })
    expect(refused).toMatchObject({ status: 409, detail: expect.stringContaining('under way') })
    expect(await statesOf(current().database, run)).toMatchObject({ first: 'running' })
  })

  test('is for those who may edit, and for what there is', async () => {
    expect((await runTask('first', { dry_run: false }, 'viewer')).status).toBe(403)
    expect(await statesOf(current().database, run)).toMatchObject({ first: 'failed' })
    expect((await runTask('nosuch', {})).status).toBe(404)
    expect((await runTask('first', { map_index: 'one' })).status).toBe(400)
  })
})
