import { beforeAll, expect, test } from 'vitest'
import { setPaused } from '../../../runtime/db/dag.ts'
import type { DagRun } from '../../../runtime/model/keys.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { chainDag, storeRuns, storeSpec } from '../../db/stored-runs.ts'
import { storeEtl } from '../stored-etl.ts'
import { useWebserver } from '../webserver.ts'
import { askPage } from './ask-page.ts'

describeOnEachDatabase('the panel of a task instance', current => {
  const webserver = useWebserver(current)
  let run: DagRun
  beforeAll(async () => {
    const dag = await storeSpec(current().database, chainDag('one'))
    run = (await storeRuns(current().database, dag, [{ first: 'failed' }]))[0] as DagRun
  })

  const panelOf = (taskId: string) =>
    askPage(webserver(), `/dags/one/runs/${encodeURIComponent(run.runId)}/tasks/${taskId}`)

  test('says in words why a task instance is not queued', async () => {
    await setPaused(current().database.kysely, 'one', true)
    const { unmet, state } = await panelOf('second')
    expect(state).toBeNull()
    expect(unmet).toEqual([
      "DAG Paused: Task's DAG 'one' is paused.",
      "Dagrun Running: Task instance's dagrun was not of type 'running' but 'failed'.",
      expect.stringContaining(
        "Trigger Rule: Task's trigger rule 'all_success' requires every upstream task to succeed",
      ),
    ])
  })

  test('gives no reasons for what has ended, and lists its attempts', async () => {
    const panel = await panelOf('first')
    expect(panel).toMatchObject({ state: 'failed', unmet: [], operator: 'BashOperator', triggerRule: 'all_success' })
    expect(panel.attempts).toMatchObject([{ tryNumber: 1, state: 'failed' }])
  })

  test('of a mapped task has the states of all its indexes, and shows the first unless one is chosen', async () => {
    await storeEtl(current())
    const panel = await askPage(webserver(), '/dags/etl/runs/mapped/tasks/load')
    expect(panel.mapIndex).toBe(0)
    expect(panel.mapped.map((one: { mapIndex: number }) => one.mapIndex)).toEqual([0])
    expect(await askPage(webserver(), '/dags/etl/runs/mapped/tasks/load?map_index=0')).toMatchObject({ mapIndex: 0 })
    expect((await askPage(webserver(), '/dags/etl/runs/mapped/tasks/load?map_index=7')).status).toBe(404)
    expect((await panelOf('first')).mapped).toEqual([])
  })

  test('is not there for what the run does not have', async () => {
    expect((await panelOf('nosuch')).status).toBe(404)
  })
})
