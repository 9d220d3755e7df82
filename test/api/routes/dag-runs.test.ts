import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAuditEvents } from '../../../runtime/db/audit-log.ts'
import { flagImportErrors } from '../../../runtime/db/dag.ts'
import type { StoredDag } from '../../../runtime/db/serialized-dag.ts'
import type { DagRun } from '../../../runtime/model/keys.ts'
import { Dag } from '../../../runtime/sdk/index.ts'
import { listenForWakeups, type WakeEvent } from '../../../runtime/service/wake-socket.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { putState, statesOf } from '../../db/stored-runs.ts'
import { ask, NOW_MS, storeDag, storeRun, useWebserver } from '../webserver.ts'

const DAY_MS = 86_400_000
const RUN_ID = 'manual__2026-11-24T12:00:00+00:00'
const RUN_PATH = `/dags/daily/dagRuns/${RUN_ID}`

describeOnEachDatabase('the DAG run routes', current => {
  const webserver = useWebserver(current)
  let daily: StoredDag
  let other: StoredDag

  beforeAll(async () => {
    const startDate = new Date(Date.UTC(2026, 0, 1))
    daily = await storeDag(current(), twoTasks(new Dag('daily', { schedule: '@daily', startDate })))
    other = await storeDag(current(), twoTasks(new Dag('other', { schedule: null })))
  })
  beforeEach(async () => {
    await current().database.kysely.deleteFrom('dag_run').execute()
  })

  describe('POST /dags/{dag_id}/dagRuns', () => {
    const trigger = (body: object, dagId = 'daily') => ask(webserver(), `POST /dags/${dagId}/dagRuns`, { body })

    test('creates a queued run of now over the last whole interval', async () => {
      const { status, body } = await trigger({})
      expect(status).toBe(200)
      expect(body).toEqual({
        conf: {},
        dag_id: 'daily',
        dag_run_id: RUN_ID,
        data_interval_end: '2026-11-24T00:00:00+00:00',
        data_interval_start: '2026-11-23T00:00:00+00:00',
        end_date: null,
        execution_date: '2026-11-24T12:00:00+00:00',
        external_trigger: true,
        last_scheduling_decision: null,
        logical_date: '2026-11-24T12:00:00+00:00',
        note: null,
        run_type: 'manual',
        start_date: null,
        state: 'queued',
      })
      expect((await ask(webserver(), `GET ${RUN_PATH}`)).body).toEqual(body)
      expect(await statesOf(current().database, { dagId: 'daily', runId: RUN_ID })).toEqual({ one: null, two: null })
    })

    test('keeps id, date, interval, conf and note that it is given', async () => {
      const given = {
        dag_run_id: 'my run-1'.replace(' ', '_'),
        logical_date: '2026-11-20T10:00:00+02:00',
        data_interval_start: '2026-11-19T00:00:00Z',
        data_interval_end: '2026-11-20T00:00:00Z',
        conf: { size: 3, deep: { list: [1, null, true] } },
        note: 'by hand',
      }
      const { body } = await trigger(given)
      expect(body).toMatchObject({
        dag_run_id: 'my_run-1',
        logical_date: '2026-11-20T08:00:00+00:00',
        data_interval_start: '2026-11-19T00:00:00+00:00',
        data_interval_end: '2026-11-20T00:00:00+00:00',
        conf: given.conf,
        note: 'by hand',
      })
      expect((await ask(webserver(), 'GET /dags/daily/dagRuns/my_run-1')).body).toEqual(body)
    })

    test('wakes the scheduler and says who did it', async () => {
      const woken: WakeEvent[] = []
      await using _listener = await listenForWakeups(
        webserver().home,
        event => woken.push(event),
        () => undefined,
      )
      await trigger({ conf: { a: 1 } })
      await eventually(async () => woken[0] ?? null, { withinMs: 2000, what: 'the wake event' })
      expect(woken).toEqual([{ type: 'dag_run', dagId: 'daily', runId: RUN_ID }])
      const [event] = await listAuditEvents(current().database.kysely, { limit: 1 })
      expect(event).toMatchObject({ event: 'api.post_dag_run', dagId: 'daily', runId: RUN_ID, owner: 'admin' })
      expect(JSON.parse(event?.extra ?? '')).toMatchObject({ conf: { a: 1 }, dag_id: 'daily', method: 'POST' })
    })

    test('refuses a second run of the same logical date', async () => {
      await trigger({})
      const { status, body } = await trigger({ dag_run_id: 'again' })
      expect([status, body.title, body.detail]).toEqual([
        409,
        'Conflict',
        "DAGRun with DAG ID: 'daily' and DAGRun logical date: '2026-11-24 12:00:00+00:00' already exists",
      ])
    })

    test('refuses a second run of the same id', async () => {
      await trigger({ dag_run_id: 'mine' })
      const { status, body } = await trigger({ dag_run_id: 'mine', logical_date: '2026-11-01' })
      expect([status, body.detail]).toEqual([409, "DAGRun with DAG ID: 'daily' and DAGRun ID: 'mine' already exists"])
    })

    test('creates one run of an id that many ask for at the same time', async () => {
      const days = ['01', '02', '03', '04', '05']
      const answers = await Promise.all(
        days.map(day => trigger({ dag_run_id: 'same', logical_date: `2026-11-${day}T00:00:00Z` })),
      )
      expect(answers.map(answer => answer.status).sort()).toEqual([200, 409, 409, 409, 409])
    })

    test('does not know other DAGs', async () => {
      const { status, body } = await trigger({}, 'nosuch')
      expect([status, body.title, body.detail]).toEqual([404, 'DAG not found', "DAG with dag_id: 'nosuch' not found"])
    })

    test('refuses a DAG whose file does not load', async () => {
      const { kysely } = current().database
      await flagImportErrors(kysely, '/dags/etl.ts', true)
      const { status, body } = await trigger({})
      await flagImportErrors(kysely, '/dags/etl.ts', false)
      expect([status, body.title, body.detail]).toEqual([
        400,
        'DAG cannot be triggered',
        "DAG with dag_id: 'daily' has import errors",
      ])
    })

    test.each([
      [{ zzz: 1, yyy: 2 }, "{'zzz': ['Unknown field.'], 'yyy': ['Unknown field.']}"],
      [{ conf: 'x' }, "'x' is not of type 'object' - 'conf'"],
      [{ logical_date: 'yesterday' }, "{'logical_date': ['Not a valid datetime.']}"],
      [{ logical_date: '2026-02-30T00:00:00Z' }, "{'logical_date': ['Not a valid datetime.']}"],
      [{ dag_run_id: 7 }, "7 is not of type 'string' - 'dag_run_id'"],
      [{ dag_run_id: 'scheduled__x' }, expect.stringContaining('"scheduled__" is reserved for scheduled runs')],
      [{ dag_run_id: 'no/slash' }, expect.stringContaining('"no/slash" is not allowed')],
      [{ dag_run_id: 'x'.repeat(251) }, expect.stringContaining('is too long')],
      [{ data_interval_start: '2026-11-01' }, expect.stringContaining('must be specified together')],
      [
        { logical_date: '2026-11-01', execution_date: '2026-11-02' },
        "'2026-11-01T00:00:00+00:00' != '2026-11-02T00:00:00+00:00'",
      ],
    ])('refuses the body %j', async (body, detail) => {
      expect(await trigger(body)).toMatchObject({ status: 400, body: { detail, status: 400 } })
    })

    test('creates runs of any logical date that the database can hold, and refuses others', async () => {
      const early = await trigger({ logical_date: '1960-01-01T00:00:00Z' })
      if (current().dialect === 'sqlite') expect(early.status).toBe(200)
      else expect([early.status, early.body.detail]).toEqual([400, expect.stringContaining('Incorrect datetime value')])
    })

    test('refuses what is no JSON', async () => {
      const sent = async (contentType: string, payload: string) => {
        const headers = { 'content-type': contentType }
        const { status, body } = await ask(webserver(), 'POST /dags/daily/dagRuns', { headers, body: payload })
        return [status, body.detail]
      }
      expect(await sent('application/json', '{')).toEqual([400, 'Request body is not valid JSON'])
      expect(await sent('application/json', '')).toEqual([400, "None is not of type 'object'"])
      expect(await sent('text/plain', '{}')).toEqual([415, expect.stringContaining('JSON data was expected')])
      expect(await sent('application/json', '{"__proto__": {}}')).toEqual([400, expect.any(String)])
    })
  })

  describe('GET /dags/{dag_id}/dagRuns', () => {
    const runIds = async (path: string): Promise<string[]> => {
      const { body } = await ask(webserver(), `GET ${path}`)
      return body.dag_runs.map(
        (run: { dag_id: string; dag_run_id: string }) => `${run.dag_id} ${run.dag_run_id.slice(16, 18)}`,
      )
    }
    let runs: DagRun[]
    beforeEach(async () => {
      runs = []
      for (const day of [3, 1, 2]) runs.push(await storeRun(current(), daily, Date.UTC(2026, 10, day)))
      runs.push(await storeRun(current(), other, Date.UTC(2026, 10, 9)))
      await current()
        .database.kysely.updateTable('dag_run')
        .set({ state: 'running', start_date: '2026-11-24 11:00:00.500000' })
        .where('id', '=', (runs[0] as DagRun).id)
        .execute()
    })

    test('lists the runs of a DAG as they were made', async () => {
      expect(await runIds('/dags/daily/dagRuns')).toEqual(['daily 03', 'daily 01', 'daily 02'])
      expect((await ask(webserver(), 'GET /dags/daily/dagRuns?limit=1')).body.total_entries).toBe(3)
    })

    test('lists the runs of all DAGs for ~', async () => {
      expect(await runIds('/dags/~/dagRuns?order_by=-execution_date')).toEqual([
        'other 09',
        'daily 03',
        'daily 02',
        'daily 01',
      ])
    })

    test('orders by the id of a run under its name in the API', async () => {
      expect(await runIds('/dags/daily/dagRuns?order_by=dag_run_id')).toEqual(['daily 01', 'daily 02', 'daily 03'])
      const { status, body } = await ask(webserver(), 'GET /dags/daily/dagRuns?order_by=run_id')
      expect([status, body.detail]).toEqual([
        400,
        "Ordering with 'run_id' is disallowed or the attribute does not exist on the model",
      ])
    })

    test('filters by state and dates', async () => {
      expect(await runIds('/dags/~/dagRuns?state=running')).toEqual(['daily 03'])
      expect(await runIds('/dags/daily/dagRuns?state=running&state=queued')).toHaveLength(3)
      expect(await runIds('/dags/daily/dagRuns?execution_date_gte=2026-11-02T00:00:00%2B00:00')).toEqual([
        'daily 03',
        'daily 02',
      ])
      // The plus sign of an address means a blank.
      expect(await runIds('/dags/daily/dagRuns?execution_date_lte=2026-11-01T00:00:00+00:00')).toEqual(['daily 01'])
      expect(await runIds('/dags/~/dagRuns?start_date_lte=2026-11-24T11:00:00.5Z')).toEqual(['daily 03'])
    })

    test('refuses a date that is none', async () => {
      const { status, body } = await ask(webserver(), 'GET /dags/~/dagRuns?start_date_gte=abc')
      expect([status, body.title, body.detail]).toEqual([
        400,
        'Incorrect datetime argument',
        'Unable to parse string [abc]',
      ])
    })

    test('shows microseconds and only the fields asked for', async () => {
      const { body } = await ask(webserver(), 'GET /dags/daily/dagRuns?fields=state,start_date&limit=1')
      expect(body.dag_runs).toEqual([{ state: 'running', start_date: '2026-11-24T11:00:00.500000+00:00' }])
    })

    test('lists for a POST what its body describes', async () => {
      const body = { dag_ids: ['daily', 'other'], page_limit: 2, order_by: '-execution_date', states: ['queued'] }
      const answer = await ask(webserver(), 'POST /dags/~/dagRuns/list', { as: 'viewer', body })
      expect(answer.body.total_entries).toBe(3)
      expect(answer.body.dag_runs.map((run: { dag_id: string }) => run.dag_id)).toEqual(['other', 'daily'])
    })
  })

  test('GET of a run that does not exist is a 404', async () => {
    const { status, body } = await ask(webserver(), 'GET /dags/daily/dagRuns/nosuch')
    expect([status, body.title, body.detail]).toEqual([
      404,
      'DAGRun not found',
      "DAGRun with DAG ID: 'daily' and DagRun ID: 'nosuch' not found",
    ])
  })

  describe('on a run that failed', () => {
    const run = { dagId: 'daily', runId: RUN_ID }
    beforeEach(async () => {
      const { database } = current()
      await storeRun(current(), daily, NOW_MS)
      await putState(database, run, { taskId: 'one', state: 'failed' })
      await putState(database, run, { taskId: 'two', state: 'upstream_failed' })
      await database.kysely.updateTable('dag_run').set({ state: 'failed' }).execute()
    })

    test('PATCH marks it and its task instances as success', async () => {
      const { status, body } = await ask(webserver(), `PATCH ${RUN_PATH}`, { body: { state: 'success' } })
      expect([status, body.state, body.end_date]).toEqual([200, 'success', '2026-11-24T12:00:00+00:00'])
      expect(await statesOf(current().database, run)).toEqual({ one: 'success', two: 'success' })
    })

    test('PATCH refuses other states and other fields', async () => {
      const refusal = async (body: object) => (await ask(webserver(), `PATCH ${RUN_PATH}`, { body })).body.detail
      expect(await refusal({ state: 'running' })).toBe(
        "'running' is not one of ['success', 'failed', 'queued'] - 'state'",
      )
      expect(await refusal({})).toBe("'state' is a required property")
      const { status, body } = await ask(webserver(), 'PATCH /dags/daily/dagRuns/nosuch', { body: { state: 'failed' } })
      expect([status, body.title]).toEqual([404, 'Dag Run id nosuch not found in dag daily'])
    })

    test('clear only looks unless dry_run is false', async () => {
      const { body } = await ask(webserver(), `POST ${RUN_PATH}/clear`, { body: {} })
      expect(body.total_entries).toBe(2)
      expect(body.task_instances[0]).toEqual({
        task_id: 'one',
        dag_id: 'daily',
        dag_run_id: RUN_ID,
        execution_date: '2026-11-24T12:00:00+00:00',
      })
      expect(await statesOf(current().database, run)).toEqual({ one: 'failed', two: 'upstream_failed' })
    })

    test('clear makes all its task instances run again', async () => {
      const { body } = await ask(webserver(), `POST ${RUN_PATH}/clear`, { body: { dry_run: false } })
      expect(body).toMatchObject({ dag_run_id: RUN_ID, state: 'queued', start_date: null })
      expect(await statesOf(current().database, run)).toEqual({ one: null, two: null })
    })

    test('setNote writes a note, a second one instead of the first', async () => {
      await ask(webserver(), `PATCH ${RUN_PATH}/setNote`, { body: { note: 'first' } })
      const { body } = await ask(webserver(), `PATCH ${RUN_PATH}/setNote`, { body: { note: 'second' } })
      expect(body.note).toBe('second')
      expect((await ask(webserver(), `GET ${RUN_PATH}`)).body.note).toBe('second')
    })

    test('DELETE deletes it once', async () => {
      expect((await ask(webserver(), `DELETE ${RUN_PATH}`)).status).toBe(204)
      const { status, body } = await ask(webserver(), `DELETE ${RUN_PATH}`)
      expect([status, body.title]).toEqual([404, 'Not Found'])
      expect(await statesOf(current().database, run)).toEqual({})
    })
  })

  test('clear of a running run leaves the run running', async () => {
    await storeRun(current(), daily, NOW_MS - DAY_MS)
    await current().database.kysely.updateTable('dag_run').set({ state: 'running' }).execute()
    const path = '/dags/daily/dagRuns/manual__2026-11-23T12:00:00+00:00/clear'
    const { body } = await ask(webserver(), `POST ${path}`, { body: { dry_run: false } })
    expect(body.state).toBe('running')
  })
})

function twoTasks(dag: Dag): Dag {
  const one = dag.bash('one', { command: 'true' })
  const two = dag.bash('two', { command: 'true' })
  one.before(two)
  return dag
}
