import { beforeAll, describe, expect, test } from 'vitest'
import { countAuditEvents, listAuditEvents } from '../../../runtime/db/audit-log.ts'
import { saveDagCode } from '../../../runtime/db/dag-code.ts'
import { Dag } from '../../../runtime/sdk/index.ts'
import { listenForWakeups, type WakeEvent } from '../../../runtime/service/wake-socket.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { ask, NOW_MS, storeDag, storeRun, useWebserver } from '../webserver.ts'

describeOnEachDatabase('the DAG routes', current => {
  const webserver = useWebserver(current)
  const dagIds = async (query: string): Promise<string[]> => {
    const { body } = await ask(webserver(), `GET /dags${query}`)
    return body.dags.map((dag: { dag_id: string }) => dag.dag_id)
  }

  beforeAll(async () => {
    const startDate = new Date(Date.UTC(2026, 0, 1))
    const hourly = new Dag('hourly', { schedule: '@hourly', startDate, tags: ['etl', 'team_a'], description: 'Hello' })
    hourly.bash('say', { command: 'echo {{ ds }}' }, { owner: 'ann' })
    await storeDag(current(), hourly)
    const weekly = new Dag('weekly', {
      schedule: { days: 7, minutes: 1 },
      startDate,
      tags: ['etl'],
      params: { size: 3 },
    })
    weekly.bash('say', { command: 'true' })
    await storeDag(current(), weekly)
    const manual = new Dag('manual', { schedule: null, isPausedUponCreation: true })
    manual.bash('say', { command: 'true' })
    await storeDag(current(), manual)
    const gone = new Dag('gone', { schedule: null })
    gone.bash('say', { command: 'true' })
    await storeDag(current(), gone)
    await current().database.kysely.updateTable('dag').set({ is_active: 0 }).where('dag_id', '=', 'gone').execute()
  })

  describe('GET /dags', () => {
    test('shows a DAG with every field of Airflow', async () => {
      const { status, body } = await ask(webserver(), 'GET /dags?dag_id_pattern=hour')
      expect(status).toBe(200)
      expect(body.total_entries).toBe(1)
      expect(body.dags[0]).toMatchObject({
        dag_id: 'hourly',
        dag_display_name: 'hourly',
        description: 'Hello',
        default_view: 'grid',
        fileloc: '/dags/etl.ts',
        file_token: expect.any(String),
        has_import_errors: false,
        is_active: true,
        is_paused: false,
        last_parsed_time: '2026-11-24T12:00:00+00:00',
        max_active_runs: 16,
        next_dagrun: null,
        owners: ['ann'],
        schedule_interval: { __type: 'CronExpression', value: '@hourly' },
        tags: [{ name: 'etl' }, { name: 'team_a' }],
        timetable_description: 'Every hour',
      })
    })

    test('leaves out DAGs whose file is gone unless asked for them', async () => {
      expect(await dagIds('')).toEqual(['hourly', 'manual', 'weekly'])
      expect(await dagIds('?only_active=false')).toEqual(['gone', 'hourly', 'manual', 'weekly'])
    })

    test('filters by tags, pause and part of the id', async () => {
      expect(await dagIds('?tags=team_a')).toEqual(['hourly'])
      expect(await dagIds('?tags=team_a,etl')).toEqual(['hourly', 'weekly'])
      expect(await dagIds('?paused=true')).toEqual(['manual'])
      expect(await dagIds('?dag_id_pattern=LY')).toEqual(['hourly', 'weekly'])
    })

    test('pages and orders', async () => {
      expect(await dagIds('?order_by=-dag_id&limit=2')).toEqual(['weekly', 'manual'])
      expect(await dagIds('?limit=1&offset=2')).toEqual(['weekly'])
      expect(await dagIds('?limit=0')).toHaveLength(3)
    })

    test('shows only the fields asked for', async () => {
      const { body } = await ask(webserver(), 'GET /dags?limit=1&fields=dag_id,is_paused')
      expect(body).toEqual({ dags: [{ dag_id: 'hourly', is_paused: false }], total_entries: 3 })
    })

    test.each([
      ['?order_by=zzz', "Ordering with 'zzz' is disallowed or the attribute does not exist on the model"],
      ['?limit=ten', "Wrong type, expected 'integer' for query parameter 'limit'"],
      ['?offset=-1', "-1 is less than the minimum of 0 - 'offset'"],
      ['?paused=maybe', "Wrong type, expected 'boolean' for query parameter 'paused'"],
      ['?fields=zzz', "Invalid fields: ['zzz']"],
      ['?zzz=1', 'Extra query parameter(s) zzz not in spec'],
    ])('refuses %s', async (query, detail) => {
      const { status, body, headers } = await ask(webserver(), `GET /dags${query}`)
      expect(status).toBe(400)
      expect(body).toEqual({ detail, status: 400, title: 'Bad Request', type: expect.stringMatching(/BadRequest$/) })
      expect(headers['content-type']).toMatch('application/problem+json')
    })

    test('refuses a negative limit in the title, as Airflow does', async () => {
      const { status, body } = await ask(webserver(), 'GET /dags?limit=-1')
      expect([status, body.title, body.detail]).toEqual([400, 'Page limit must be a positive integer', null])
    })
  })

  describe('GET /dags/{dag_id}', () => {
    test('shows an interval as a timedelta', async () => {
      const { body } = await ask(webserver(), 'GET /dags/weekly')
      expect(body.schedule_interval).toEqual({ __type: 'TimeDelta', days: 7, seconds: 60, microseconds: 0 })
    })

    test('adds what the file says in /details', async () => {
      const { body } = await ask(webserver(), 'GET /dags/weekly/details')
      expect(body).toMatchObject({
        dag_id: 'weekly',
        catchup: expect.any(Boolean),
        timezone: 'UTC',
        start_date: '2026-01-01T00:00:00+00:00',
        dag_run_timeout: null,
        params: { size: { value: 3 } },
      })
    })

    test.each(['GET /dags/nosuch', 'GET /dags/nosuch/details'])('%s is a 404 with a title', async what => {
      const { status, body } = await ask(webserver(), what)
      expect(status).toBe(404)
      expect(body).toMatchObject({ title: 'DAG not found', detail: 'The DAG with dag_id: nosuch was not found' })
    })
  })

  describe('PATCH /dags/{dag_id}', () => {
    test('pauses, wakes the scheduler and says who did it', async () => {
      const woken: WakeEvent[] = []
      await using _listener = await listenForWakeups(
        webserver().home,
        event => woken.push(event),
        () => undefined,
      )
      const body = { is_paused: true }
      const answer = await ask(webserver(), 'PATCH /dags/hourly?update_mask=is_paused', { as: 'user', body })
      expect(answer).toMatchObject({ status: 200, body: { dag_id: 'hourly', is_paused: true } })
      await eventually(async () => woken[0] ?? null, { withinMs: 2000, what: 'the wake event' })
      expect(woken).toEqual([{ type: 'dag', dagId: 'hourly' }])
      const [event] = await listAuditEvents(current().database.kysely, { limit: 1 })
      expect(event).toMatchObject({
        event: 'api.patch_dag',
        dagId: 'hourly',
        owner: 'user',
        ownerDisplayName: 'User Test',
      })
      await ask(webserver(), 'PATCH /dags/hourly', { body: { is_paused: false } })
    })

    test.each([
      [{}, "'is_paused' is a required property"],
      [{ is_paused: 'yes' }, "'yes' is not of type 'boolean' - 'is_paused'"],
      [{ is_paused: true, zzz: 1 }, "{'zzz': ['Unknown field.']}"],
      [[], "[] is not of type 'object'"],
    ])('refuses the body %j', async (body, detail) => {
      expect(await ask(webserver(), 'PATCH /dags/hourly', { body })).toMatchObject({ status: 400, body: { detail } })
    })

    test('refuses to change other fields', async () => {
      const answer = await ask(webserver(), 'PATCH /dags/hourly?update_mask=description', { body: { is_paused: true } })
      expect(answer.body.detail).toBe('Only `is_paused` field can be updated through the REST API')
    })

    test('does not know other DAGs, and writes no audit event for them', async () => {
      const before = await countAuditEvents(current().database.kysely, { limit: 1 })
      const answer = await ask(webserver(), 'PATCH /dags/nosuch', { body: { is_paused: true } })
      expect(answer).toMatchObject({ status: 404, body: { title: "Dag with id: 'nosuch' not found" } })
      expect(await countAuditEvents(current().database.kysely, { limit: 1 })).toBe(before)
    })
  })

  test('PATCH /dags pauses the DAGs that a pattern matches', async () => {
    const pause = await ask(webserver(), 'PATCH /dags?dag_id_pattern=ly', { body: { is_paused: true } })
    expect(pause.body.total_entries).toBe(2)
    expect(await dagIds('?paused=true')).toEqual(['hourly', 'manual', 'weekly'])
    await ask(webserver(), 'PATCH /dags?dag_id_pattern=~', { body: { is_paused: false } })
    expect(await dagIds('?paused=true')).toEqual([])
    await ask(webserver(), 'PATCH /dags/manual', { body: { is_paused: true } })
    const answer = await ask(webserver(), 'PATCH /dags', { body: { is_paused: true } })
    expect(answer.body.detail).toBe("Missing query parameter 'dag_id_pattern'")
  })

  test('DELETE /dags/{dag_id} deletes the DAG with its runs, but not under a running task', async () => {
    const dag = new Dag('doomed', { schedule: null })
    dag.bash('say', { command: 'true' })
    const run = await storeRun(current(), await storeDag(current(), dag), NOW_MS)
    const { kysely } = current().database
    const setState = (state: 'running' | 'success') =>
      kysely.updateTable('task_instance').set({ state }).where('run_id', '=', run.runId).execute()
    await setState('running')
    const refused = await ask(webserver(), 'DELETE /dags/doomed')
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      expect.stringMatching(/^Task instances of dag with id: 'doomed' are still running/),
    ])
    await setState('success')
    expect(await ask(webserver(), 'DELETE /dags/doomed')).toMatchObject({ status: 204, body: '' })
    expect((await ask(webserver(), 'GET /dags/doomed')).status).toBe(404)
    expect(await kysely.selectFrom('task_instance').selectAll().where('dag_id', '=', 'doomed').execute()).toEqual([])
    expect((await ask(webserver(), 'DELETE /dags/doomed')).status).toBe(404)
  })

  test('GET /dagSources gives the source for the token of a DAG only', async () => {
    await saveDagCode(current().database.kysely, { fileloc: '/dags/etl.ts', sourceCode: 'new Dag()\n' }, NOW_MS)
    const { body: dag } = await ask(webserver(), 'GET /dags/hourly')
    expect((await ask(webserver(), `GET /dagSources/${dag.file_token}`)).body).toEqual({ content: 'new Dag()\n' })
    const text = await ask(webserver(), `GET /dagSources/${dag.file_token}`, { headers: { accept: 'text/plain' } })
    expect(text.body).toBe('new Dag()\n')
    const forged = `${Buffer.from('"/etc/passwd"').toString('base64url')}.${dag.file_token.split('.')[1]}`
    expect(await ask(webserver(), `GET /dagSources/${forged}`)).toMatchObject({
      status: 404,
      body: { title: 'Dag source not found' },
    })
  })

  describe('the task routes', () => {
    test('list tasks with their edges', async () => {
      const dag = new Dag('chain', { schedule: null })
      const first = dag.bash('first', { command: 'true' }, { retries: 2, retryDelay: 90 })
      const second = dag.bash('second', { command: 'true' })
      first.before(second)
      await storeDag(current(), dag)
      const { body } = await ask(webserver(), 'GET /dags/chain/tasks?order_by=-task_id')
      expect(body.total_entries).toBe(2)
      expect(body.tasks.map((task: { task_id: string }) => task.task_id)).toEqual(['second', 'first'])
      expect(body.tasks[1]).toMatchObject({
        class_ref: { module_path: 'airflow.operators.bash', class_name: 'BashOperator' },
        downstream_task_ids: ['second'],
        retries: 2,
        retry_delay: { __type: 'TimeDelta', days: 0, seconds: 90, microseconds: 0 },
        trigger_rule: 'all_success',
        template_fields: expect.arrayContaining(['bash_command']),
      })
      expect((await ask(webserver(), 'GET /dags/chain/tasks/first')).body).toEqual(body.tasks[1])
    })

    test('name what is missing', async () => {
      expect((await ask(webserver(), 'GET /dags/nosuch/tasks')).body.title).toBe('DAG not found')
      expect((await ask(webserver(), 'GET /dags/hourly/tasks/nosuch')).body.title).toBe('Task not found')
      expect((await ask(webserver(), 'GET /dags/hourly/tasks?order_by=zzz')).status).toBe(400)
    })
  })
})
