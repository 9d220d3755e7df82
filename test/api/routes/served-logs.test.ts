import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { recordHistory } from '../../../runtime/db/task-transition.ts'
import { Dag } from '../../../runtime/sdk/index.ts'
import { attemptLogPath } from '../../../runtime/task-log/log-path.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { putState } from '../../db/stored-runs.ts'
import { type LogHost, putLog, SECRET, startLogHost } from '../../task-log/log-host.ts'
import { ask, NOW_MS, storeDag, storeRun, useWebserver } from '../webserver.ts'

const RUN = { dagId: 'logged', runId: 'manual__2026-11-24T12:00:00+00:00' }
const PATH = `/dags/logged/dagRuns/${RUN.runId}/taskInstances/say/logs`
const KEY = { ...RUN, taskId: 'say', mapIndex: -1, logicalDateMs: NOW_MS }

describeOnEachDatabase('logs of another host', current => {
  const home = mkdtempSync(join(tmpdir(), 'slipstream-worker-'))
  const env: NodeJS.ProcessEnv = { AIRFLOW__WEBSERVER__SECRET_KEY: SECRET }
  let worker: LogHost
  beforeAll(async () => {
    worker = await startLogHost(home, { clock: () => NOW_MS })
    env['AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT'] = String(worker.port)
  })
  afterAll(() => {
    worker.stop()
    rmSync(home, { recursive: true, force: true })
  })
  const webserver = useWebserver(current, env)

  beforeAll(async () => {
    const dag = new Dag('logged', { schedule: null })
    dag.bash('say', { command: 'true' })
    await storeRun(current(), await storeDag(current(), dag), NOW_MS)
  })
  let file: string
  beforeEach(async () => {
    await putState(current().database, RUN, { taskId: 'say', state: 'running' })
    await setInstance({ hostname: '127.0.0.1', try_number: 1 })
    file = await putLog(worker, pathOf(1), 'one\n')
  })
  const setInstance = (row: { hostname: string; try_number: number }) =>
    current().database.kysely.updateTable('task_instance').set(row).execute()
  const pathOf = (tryNumber: number): string => {
    const { config } = webserver()
    return relative(config.string('logging', 'base_log_folder'), attemptLogPath(config, { ...KEY, tryNumber }))
  }
  const read = async (query = '', tryNumber = 1) => (await ask(webserver(), `GET ${PATH}/${tryNumber}${query}`)).body

  test('are read from its worker, and on where the token says', async () => {
    const first = await read()
    expect(first.content).toBe("[('127.0.0.1', '*** Found logs served from host URL\\none\\n')]")
    appendFileSync(file, 'two\n')
    const second = await read(`?token=${first.continuation_token}`)
    expect(second.content).toBe("[('127.0.0.1', 'two\\n')]")
  })

  test('are given whole as plain text', async () => {
    await putLog(worker, pathOf(1), `${'x'.repeat(99)}\n`.repeat(20_000))
    const { body } = await ask(webserver(), `GET ${PATH}/1`, { headers: { accept: 'text/plain' } })
    expect(body.length).toBeGreaterThan(2_000_000)
    expect(body).toMatch(/^127\.0\.0\.1\n\*\*\* Found logs served from host URL\nxxx/)
  })

  test('are said to be unreadable when the clocks differ', async () => {
    webserver().nowMs = NOW_MS + 60_000
    const { content } = await read()
    expect(content).toMatch(
      /\*\*\* Could not read served logs: 127\.0\.0\.1:\d+ answered 403: the token is valid only in/,
    )
  })

  test('are asked of the host where that very attempt ran', async () => {
    await recordHistory(current().database.kysely, KEY, 'failed')
    await setInstance({ hostname: 'worker2.invalid', try_number: 2 })
    expect((await read()).content).toContain('one')
    expect((await read('', 2)).content).toContain("the host name 'worker2.invalid' cannot be resolved here")
  })

  test('are not asked for before the attempt', async () => {
    await putLog(worker, pathOf(2), 'of another life')
    expect((await read('', 2)).content).toMatch(/^\[\('', '\*\*\* No log file found: /)
  })
})
