import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveConnection } from '../../runtime/db/connection.ts'
import { createFernet } from '../../runtime/db/fernet.ts'
import { findRenderedFields } from '../../runtime/db/rendered-fields.ts'
import { saveVariable } from '../../runtime/db/variable.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import { openSession, type Session } from '../executors/local-session.ts'

const CASES: Readonly<Record<string, readonly [template: string, value: string]>> = {
  dates: [
    '{{ ds }} {{ ds_nodash }} {{ ts }} {{ ts_nodash }}',
    '2026-01-05 20260105 2026-01-05T06:07:08+00:00 20260105T060708',
  ],
  macros: ['{{ macros.ds_add(ds, 2) }} {{ logical_date.add(days=1).day }}', '2026-01-07 6'],
  params: ['{{ params.who }} {{ params.own }} {{ params.given }}', 'dag task run'],
  conf: ['{{ dag_run.conf.given }} {{ dag_run.run_id == run_id }} {{ dag_run.external_trigger }}', 'run True True'],
  xcom: ["{{ ti.xcom_pull(task_ids='upstream').list[1] }}", 'b'],
  xcom_key: ["{{ ti.xcom_pull('upstream', key='other') }}", '7'],
  xcom_none: ["{{ ti.xcom_pull('upstream', key='none') }} {{ ti.xcom_pull('nobody', default='d') }}", 'None d'],
  xcom_list: ["{{ ti.xcom_pull(task_ids=['upstream', 'nobody'])[1] }}", 'None'],
  xcom_run: [
    "{{ ti.xcom_pull('upstream', run_id=run_id).list[0] }} {{ ti.xcom_pull('upstream', run_id='other') }}",
    'a None',
  ],
  variable: [
    '{{ var.value.greeting }} {{ var.json.settings.depth }} {{ var.value.get("none", "fallback") }}',
    'hi 3 fallback',
  ],
  connection: ['{{ conn.db.host }} {{ conn.db.port }} {{ conn.db.extra_dejson.region }}', 'db.example 5432 north'],
  plain_extra: ['{{ conn.plain.host }} {{ conn.plain.extra_dejson }}', 'plain.example {}'],
  task: [
    '{{ task.task_id }} {{ dag.dag_id }} {{ ti.try_number }} {{ task_instance_key_str }}',
    'task templates 1 templates__task__20260105',
  ],
}

const DAG = `
import { Dag, getClient } from 'slipstream'
const dag = new Dag('templates', { params: { who: 'dag', own: 'dag', given: 'dag' } })
dag.task('upstream', async () => {
  await getClient().setXCom({ key: 'other', value: 7 })
  return { list: ['a', 'b'] }
})()
const cases = ${JSON.stringify(CASES)}
for (const [taskId, [template]] of Object.entries(cases)) dag.bash(taskId, { command: 'echo "' + template.replaceAll('"', '\\'') + '"' }, { params: { own: 'task' } })
dag.bash('undefined_name', { command: 'echo {{ no_such_name }}' })
dag.bash('undefined_attribute', { command: 'echo {{ params.nope }}' })
dag.bash('no_variable', { command: 'echo {{ var.value.nope }}' })
dag.bash('no_connection', { command: 'echo {{ conn.nope.host }}' })
dag.bash('bad_syntax', { command: 'echo {{ ds' })
dag.bash('secrets', { command: 'echo {{ var.value.api_token }} {{ conn.db.password }} {{ conn.db.extra_dejson.secret_key }}; echo $KEY', env: { KEY: '{{ var.value.api_token }}', PASSWORD: 'x{{ ds }}' } })
dag.bash('long', { command: 'echo {{ "y" * 5000 }}' })
dag.bash('fernet', { command: 'echo $AIRFLOW__CORE__FERNET_KEY' })
dag.task('asks', async () => { console.log((await getClient().getConnection('db'))?.extra); console.log(await getClient().getVariable('api_token')) })()
const native = new Dag('native', { renderTemplateAsNativeObj: true })
native.task('kwargs', async (inputs: Record<string, unknown>) => inputs as never)({ nothing: '{{ none }}', list: '{{ [1, 2] }}', text: 'as it is' } as never)
`

let session: Session
let dagRun: DagRun
beforeAll(async () => {
  process.env['AIRFLOW__CORE__FERNET_KEY'] = FERNET_KEY
  session = await openSession({ 'templates.ts': DAG }, { env: { AIRFLOW__CORE__FERNET_KEY: FERNET_KEY } })
  dagRun = await session.runs.createRun('templates', { given: 'run' }, Date.UTC(2026, 0, 5, 6, 7, 8))
  await session.runs.run('templates', 'upstream', dagRun)
  const { kysely } = session.home.database
  const fernet = createFernet(FERNET_KEY)
  for (const [key, value] of [
    ['greeting', 'hi'],
    ['settings', '{"depth":3}'],
    ['api_token', 'tok-12345'],
  ] as const)
    await saveVariable(kysely, fernet, { key, value, description: null })
  const connection = { connType: 'postgres', description: null, schema: null, login: 'me', port: 5432 }
  const extra = JSON.stringify({ region: 'north', secret_key: 'extra-secret' })
  await saveConnection(kysely, fernet, {
    ...connection,
    connId: 'db',
    host: 'db.example',
    password: 'pass-12345',
    extra,
  })
  await saveConnection(kysely, fernet, {
    ...connection,
    connId: 'plain',
    host: 'plain.example',
    password: null,
    extra: 'just text',
  })
})
afterAll(async () => {
  delete process.env['AIRFLOW__CORE__FERNET_KEY']
  await session[Symbol.asyncDispose]()
})

const FERNET_KEY = 'kYtbGxSIUqa3vYfWqvY0PWE2m5VoHYT8rFqgXo5cT6A='

describe('templates of a task', () => {
  test.each(Object.entries(CASES))('%s', async (taskId, [, value]) => {
    const expected = value.replace(/\btask templates/, `${taskId} templates`).replace('__task__', `__${taskId}__`)
    const { xcoms, log } = await session.runs.run('templates', taskId, dagRun)
    expect(xcoms['return_value'], log).toBe(expected)
  })

  test.each([
    ['undefined_name', "'no_such_name' is undefined"],
    ['undefined_attribute', "no attribute 'nope'"],
    ['no_variable', 'Variable nope does not exist. Create it with: airflow variables set nope VALUE'],
    ['no_connection', 'nope'],
    ['bad_syntax', 'TemplateSyntaxError'],
  ])('%s fails the task before anything runs: %s', async (taskId, sentence) => {
    const { state, log } = await session.runs.run('templates', taskId)
    expect(state).toBe('failed')
    expect(log).toContain(sentence)
    expect(log).not.toContain('Running command')
    expect(log).not.toContain('    at ')
  })

  test('native rendering hands handlers values, null too', async () => {
    const { xcoms } = await session.runs.run('native', 'kwargs')
    expect(xcoms['return_value']).toEqual({ nothing: null, list: [1, 2], text: 'as it is' })
  })
})

describe('secrets', () => {
  test('are masked in the log and in the rendered fields, wherever they come from', async () => {
    const run = await session.runs.createRun('templates')
    const request = await session.runs.begin(run, 'secrets')
    const { log, xcoms } = await session.runs.ended(request)
    expect(xcoms['return_value']).toBe('tok-12345')
    expect(log).toContain('INFO - *** *** ***\n')
    expect(log).not.toMatch(/tok-12345|pass-12345|extra-secret/)
    expect(await findRenderedFields(session.home.database.kysely, request)).toEqual({
      bash_command: 'echo *** *** ***; echo $KEY',
      env: { KEY: '***', PASSWORD: '***' },
      cwd: null,
    })
  })

  test('that a handler asks for are masked in what it prints', async () => {
    const { log } = await session.runs.run('templates', 'asks')
    expect(log).toContain('{"region":"north","secret_key":"***"}')
    expect(log).not.toMatch(/tok-12345|extra-secret/)
  })

  test('of the configuration are masked', async () => {
    const { log, xcoms } = await session.runs.run('templates', 'fernet')
    expect(xcoms['return_value']).toBe(FERNET_KEY)
    expect(log).not.toContain(FERNET_KEY)
  })
})

test('long rendered fields are cut at max_templated_field_length', async () => {
  const request = await session.runs.begin(await session.runs.createRun('templates'), 'long')
  await session.runs.ended(request)
  const shown = String((await findRenderedFields(session.home.database.kysely, request))?.['bash_command'])
  expect(shown).toMatch(
    /^Truncated\. You can change this behaviour in \[core\]max_templated_field_length\. echo y+\.\.\.$/,
  )
  expect(shown.length).toBeLessThan(4300)
})
