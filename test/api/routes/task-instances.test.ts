import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAuditEvents } from '../../../runtime/db/audit-log.ts'
import { saveRenderedFields } from '../../../runtime/db/rendered-fields.ts'
import type { StoredDag } from '../../../runtime/db/serialized-dag.ts'
import { setXCom } from '../../../runtime/db/xcom.ts'
import type { DagRun } from '../../../runtime/model/keys.ts'
import { Dag } from '../../../runtime/sdk/index.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { putState, statesOf } from '../../db/stored-runs.ts'
import { ask, storeDag, storeRun, useWebserver } from '../webserver.ts'

const RUN_ID = 'manual__2026-11-01T00:00:00+00:00'
const RUN_PATH = `/dags/chain/dagRuns/${RUN_ID}`
const ONE = `${RUN_PATH}/taskInstances/one`

describeOnEachDatabase('the task instance routes', current => {
  const webserver = useWebserver(current)
  let chain: StoredDag
  let runs: DagRun[]

  beforeAll(async () => {
    const dag = new Dag('chain', { schedule: null })
    const [one, two, three] = ['one', 'two', 'three'].map(id => dag.bash(id, { command: 'true' }, { retries: 1 }))
    one?.before(two as never)
    two?.before(three as never)
    chain = await storeDag(current(), dag)
  })
  beforeEach(async () => {
    const { database } = current()
    await database.kysely.deleteFrom('dag_run').execute()
    runs = []
    for (const day of [1, 2, 3]) {
      const run = await storeRun(current(), chain, Date.UTC(2026, 10, day))
      await putState(database, run, { taskId: 'one', state: 'failed' })
      await putState(database, run, { taskId: 'two', state: 'upstream_failed' })
      runs.push(run)
    }
    await database.kysely.updateTable('dag_run').set({ state: 'failed' }).execute()
  })
  const states = (index = 0) => statesOf(current().database, runs[index] as DagRun)

  describe('lists', () => {
    const list = async (path: string): Promise<string[]> => {
      const { body } = await ask(webserver(), `GET ${path}`)
      return body.task_instances.map(
        (instance: { task_id: string; dag_run_id: string }) =>
          `${instance.dag_run_id.slice(16, 18)} ${instance.task_id}`,
      )
    }

    test('show the task instances of a run page by page', async () => {
      const path = `${RUN_PATH}/taskInstances?limit=2&offset=`
      expect([...(await list(`${path}0`)), ...(await list(`${path}2`))]).toEqual(['01 one', '01 three', '01 two'])
      expect((await ask(webserver(), `GET ${path}0`)).body.total_entries).toBe(3)
    })

    test('show those of all runs and all DAGs for ~', async () => {
      expect(await list('/dags/chain/dagRuns/~/taskInstances')).toHaveLength(9)
      expect(await list('/dags/~/dagRuns/~/taskInstances?state=failed')).toEqual(['01 one', '02 one', '03 one'])
    })

    test('filter by state, none among them, and by dates, pool and duration', async () => {
      expect(await list(`${RUN_PATH}/taskInstances?state=none&state=failed`)).toEqual(['01 one', '01 three'])
      const all = '/dags/~/dagRuns/~/taskInstances'
      expect(await list(`${all}?state=failed&execution_date_gte=2026-11-02`)).toEqual(['02 one', '03 one'])
      expect(await list(`${all}?pool=nosuch`)).toEqual([])
      expect(await list(`${all}?duration_gte=5`)).toEqual([])
      expect(await list(`${RUN_PATH}/taskInstances?order_by=-start_date&state=failed,upstream_failed`)).toHaveLength(2)
    })

    test('answer a POST', async () => {
      const body = { dag_ids: ['chain'], task_ids: ['two'], dag_run_ids: [RUN_ID], state: ['upstream_failed', null] }
      const answer = await ask(webserver(), 'POST /dags/~/dagRuns/~/taskInstances/list', { body })
      expect(answer.body).toMatchObject({ total_entries: 1, task_instances: [{ task_id: 'two' }] })
    })

    test('refuse another order', async () => {
      const { status, body } = await ask(webserver(), `GET ${RUN_PATH}/taskInstances?order_by=zzz`)
      expect([status, body.detail]).toEqual([400, "Ordering with 'zzz' is not supported"])
    })
  })

  describe('one task instance', () => {
    test('has every field of Airflow', async () => {
      const key = { ...(runs[0] as DagRun), taskId: 'one', mapIndex: -1 }
      await saveRenderedFields(current().database.kysely, key, { bash_command: 'true' })
      expect((await ask(webserver(), `GET ${ONE}`)).body).toEqual({
        dag_id: 'chain',
        dag_run_id: RUN_ID,
        duration: null,
        end_date: '2026-11-24T11:59:58+00:00',
        execution_date: '2026-11-01T00:00:00+00:00',
        executor: null,
        executor_config: '{}',
        hostname: '',
        map_index: -1,
        max_tries: 1,
        note: null,
        operator: 'BashOperator',
        pid: null,
        pool: 'default_pool',
        pool_slots: 1,
        priority_weight: 3,
        queue: 'default',
        queued_when: null,
        rendered_fields: { bash_command: 'true' },
        rendered_map_index: null,
        sla_miss: null,
        start_date: '2026-11-24T11:59:52+00:00',
        state: 'failed',
        task_display_name: 'one',
        task_id: 'one',
        trigger: null,
        triggerer_job: null,
        try_number: 1,
        unixname: '',
      })
    })

    test.each([`${RUN_PATH}/taskInstances/nosuch`, `${ONE}/7`, `${ONE}/x`])('%s does not exist', async path => {
      const { status, body } = await ask(webserver(), `GET ${path}`)
      expect([status, body.title]).toEqual([404, 'Task instance not found'])
    })

    test('PATCH only looks unless dry_run is false', async () => {
      const reference = {
        task_id: 'one',
        dag_id: 'chain',
        dag_run_id: RUN_ID,
        execution_date: '2026-11-01T00:00:00+00:00',
      }
      const mark = async (body: object) => (await ask(webserver(), `PATCH ${ONE}`, { body })).body
      expect(await mark({ new_state: 'success' })).toEqual(reference)
      expect((await states())['one']).toBe('failed')
      expect(await mark({ new_state: 'success', dry_run: false })).toEqual(reference)
      expect(await states()).toEqual({ one: 'success', two: null, three: null })
      const [event] = await listAuditEvents(current().database.kysely, { limit: 1 })
      expect(event).toMatchObject({ event: 'api.patch_task_instance', dagId: 'chain', taskId: 'one', runId: RUN_ID })
    })

    test('PATCH refuses other states', async () => {
      const { status, body } = await ask(webserver(), `PATCH ${ONE}`, { body: { new_state: 'running' } })
      expect([status, body.detail]).toEqual([
        400,
        "'running' is not one of ['success', 'failed', 'skipped'] - 'new_state'",
      ])
    })

    test('setNote writes a note', async () => {
      const { body } = await ask(webserver(), `PATCH ${ONE}/setNote`, { body: { note: 'look here' } })
      expect(body.note).toBe('look here')
      expect((await ask(webserver(), `GET ${ONE}`)).body.note).toBe('look here')
    })
  })

  describe('POST /dags/{dag_id}/clearTaskInstances', () => {
    const clear = (body: object, dagId = 'chain') =>
      ask(webserver(), `POST /dags/${dagId}/clearTaskInstances`, { body })

    test('only names what failed, everywhere, unless told otherwise', async () => {
      const { status, body } = await clear({})
      expect(status).toBe(200)
      expect(body.task_instances).toHaveLength(6)
      expect((await states())['one']).toBe('failed')
    })

    test('clears tasks of one run with what is downstream and resets the run', async () => {
      const { body } = await clear({
        dry_run: false,
        dag_run_id: RUN_ID,
        task_ids: ['one'],
        include_downstream: true,
        only_failed: false,
        reset_dag_runs: true,
      })
      const ids = body.task_instances.map((instance: { task_id: string }) => instance.task_id)
      expect(ids).toEqual(['one', 'two', 'three'])
      expect(await states()).toEqual({ one: null, two: null, three: null })
      expect((await states(1))['one']).toBe('failed')
      expect((await ask(webserver(), `GET ${RUN_PATH}`)).body.state).toBe('queued')
    })

    test('leaves finished runs finished unless told otherwise', async () => {
      await clear({ dry_run: false, dag_run_id: RUN_ID })
      expect((await ask(webserver(), `GET ${RUN_PATH}`)).body.state).toBe('failed')
    })

    test('goes to later and earlier runs, and keeps to dates and map indexes', async () => {
      const dates = async (body: object) =>
        (await clear({ task_ids: ['one'], ...body })).body.task_instances.map((instance: { execution_date: string }) =>
          instance.execution_date.slice(8, 10),
        )
      const second = { dag_run_id: 'manual__2026-11-02T00:00:00+00:00' }
      expect(await dates({ ...second, include_future: true })).toEqual(['02', '03'])
      expect(await dates({ ...second, include_past: true })).toEqual(['01', '02'])
      expect(await dates({ start_date: '2026-11-02', end_date: '2026-11-02' })).toEqual(['02'])
      expect(await dates({ ...second, task_ids: [['one', 4]] })).toEqual([])
      expect(await dates({ ...second, task_ids: [['one', -1]] })).toEqual(['02'])
    })

    test.each([
      [{ only_failed: true, only_running: true }, "{'_schema': ['only_failed and only_running both are set to True']}"],
      [{ dag_run_id: RUN_ID, start_date: '2026-11-01' }, expect.stringContaining('Exactly one of dag_run_id or')],
      [{ start_date: '2026-11-02', end_date: '2026-11-01' }, "{'_schema': ['end_date is sooner than start_date']}"],
      [{ task_ids: [7] }, expect.stringContaining('7 is not a task id')],
      [{ zzz: 1 }, "{'zzz': ['Unknown field.']}"],
    ])('refuses the body %j', async (body, detail) => {
      expect(await clear(body)).toMatchObject({ status: 400, body: { detail } })
    })

    test('does not know other DAGs and runs', async () => {
      expect(await clear({}, 'nosuch')).toMatchObject({ status: 404, body: { title: 'Dag id nosuch not found' } })
      expect(await clear({ dag_run_id: 'nosuch' })).toMatchObject({
        status: 404,
        body: { title: 'Dag Run id nosuch not found in dag chain' },
      })
    })
  })

  describe('POST /dags/{dag_id}/updateTaskInstancesState', () => {
    const update = (body: object) => ask(webserver(), 'POST /dags/chain/updateTaskInstancesState', { body })

    test('only names what it would mark unless dry_run is false', async () => {
      const { body } = await update({ task_id: 'one', dag_run_id: RUN_ID, new_state: 'success', include_future: true })
      expect(body.task_instances).toHaveLength(3)
      expect((await states())['one']).toBe('failed')
    })

    test('marks tasks with what is upstream, by the logical date of the run', async () => {
      const body = { task_id: 'two', execution_date: '2026-11-01T00:00:00Z', new_state: 'skipped', dry_run: false }
      expect((await update({ ...body, include_upstream: true })).status).toBe(200)
      expect(await states()).toEqual({ one: 'skipped', two: 'skipped', three: null })
    })

    test.each([
      [{ task_id: 'one', new_state: 'success' }, 400, expect.stringContaining('Exactly one of')],
      [{ dag_run_id: RUN_ID, new_state: 'success' }, 400, "'task_id' is a required property"],
      [{ task_id: 'zzz', dag_run_id: RUN_ID, new_state: 'failed' }, 404, "Task 'zzz' not found in DAG 'chain'"],
    ])('refuses the body %j', async (body, status, detail) => {
      expect(await update(body)).toMatchObject({ status, body: { detail } })
    })
  })

  describe('the XCom routes', () => {
    beforeEach(async () => {
      const [run] = runs as [DagRun]
      const push = (key: string, value: object | string) =>
        setXCom(current().database.kysely, {
          ...run,
          dagRunId: run.id,
          taskId: 'one',
          mapIndex: -1,
          key,
          value: value as never,
          atMs: Date.UTC(2026, 10, 24),
        })
      await push('return_value', 'done')
      await push('report', { rows: 3, ok: true, none: null })
    })

    test('list keys without values', async () => {
      const { body } = await ask(webserver(), `GET ${ONE}/xcomEntries`)
      expect(body.total_entries).toBe(2)
      expect(body.xcom_entries[0]).toEqual({
        key: 'report',
        timestamp: '2026-11-24T00:00:00+00:00',
        execution_date: '2026-11-01T00:00:00+00:00',
        map_index: -1,
        task_id: 'one',
        dag_id: 'chain',
      })
      const all = await ask(webserver(), 'GET /dags/~/dagRuns/~/taskInstances/~/xcomEntries?xcom_key=report')
      expect(all.body.total_entries).toBe(1)
    })

    test('show a value as Python prints it, or as JSON', async () => {
      const value = async (path: string) => (await ask(webserver(), `GET ${ONE}/xcomEntries/${path}`)).body.value
      expect(await value('return_value')).toBe('done')
      expect(await value('report')).toBe("{'rows': 3, 'ok': True, 'none': None}")
      expect(await value('report?stringify=false')).toEqual({ rows: 3, ok: true, none: null })
    })

    test('name what is missing or cannot be done', async () => {
      const missing = await ask(webserver(), `GET ${ONE}/xcomEntries/nosuch`)
      expect([missing.status, missing.body.title]).toEqual([404, 'XCom entry not found'])
      const refused = await ask(webserver(), `GET ${ONE}/xcomEntries/report?deserialize=true`)
      expect(refused.body.detail).toBe('XCom deserialization is disabled in configuration.')
    })
  })
})
