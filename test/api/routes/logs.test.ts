import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { Dag } from '../../../runtime/sdk/index.ts'
import { attemptLogPath } from '../../../runtime/task-log/log-path.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { putState } from '../../db/stored-runs.ts'
import { ask, NOW_MS, storeDag, storeRun, useWebserver } from '../webserver.ts'

const RUN = { dagId: 'logged', runId: 'manual__2026-11-24T12:00:00+00:00' }
const PATH = `/dags/logged/dagRuns/${RUN.runId}/taskInstances/say/logs`

describeOnEachDatabase('the log route', current => {
  const webserver = useWebserver(current)
  let path: string

  beforeAll(async () => {
    const dag = new Dag('logged', { schedule: null })
    dag.bash('say', { command: 'true' })
    await storeRun(current(), await storeDag(current(), dag), NOW_MS)
    await current().database.kysely.updateTable('task_instance').set({ hostname: 'worker1' }).execute()
    const key = { ...RUN, taskId: 'say', mapIndex: -1, tryNumber: 1, logicalDateMs: NOW_MS }
    path = attemptLogPath(webserver().config, key)
    await mkdir(dirname(path), { recursive: true })
  })
  beforeEach(async () => {
    await putState(current().database, RUN, { taskId: 'say', state: 'running' })
    await writeFile(path, "it's\n")
  })
  const read = async (query = '') => (await ask(webserver(), `GET ${PATH}/1${query}`)).body
  const endOfLog = (token: string): boolean =>
    JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString()).end_of_log

  test('gives JSON with pairs of host and text, as Airflow 2 prints them', async () => {
    expect(await read()).toEqual({
      content: `[('worker1', "*** Found local files:\\n***   * ${path}\\nit's\\n")]`,
      continuation_token: expect.any(String),
    })
  })

  test('goes on where the token says, until the attempt has ended', async () => {
    const first = await read()
    expect(endOfLog(first.continuation_token)).toBe(false)
    await appendFile(path, 'more\n')
    const second = await read(`?token=${first.continuation_token}`)
    expect(second.content).toBe("[('worker1', 'more\\n')]")
    await putState(current().database, RUN, { taskId: 'say', state: 'success' })
    const third = await read(`?token=${second.continuation_token}`)
    expect(third.content).toBe("[('worker1', '')]")
    expect(endOfLog(third.continuation_token)).toBe(true)
  })

  test('gives a large log in parts, or at once with full_content', async () => {
    const line = `${'x'.repeat(99)}\n`
    await writeFile(path, line.repeat(20_000))
    const part = await read()
    expect(part.content.length).toBeLessThan(1_200_000)
    expect(endOfLog(part.continuation_token)).toBe(false)
    expect((await read('?full_content=true')).content.length).toBeGreaterThan(2_000_000)
  })

  test('gives plain text after the name of the host', async () => {
    const { body, headers } = await ask(webserver(), `GET ${PATH}/1`, { headers: { accept: 'text/plain' } })
    expect(headers['content-type']).toMatch('text/plain')
    expect(body).toBe(`worker1\n*** Found local files:\n***   * ${path}\nit's\n\n`)
  })

  test('says where it looked when there is no log', async () => {
    const { body } = await ask(webserver(), `GET ${PATH}/7`)
    expect(body.content).toContain('*** No log file found: ')
    expect(body.content).toContain('attempt=7.log')
  })

  test('refuses tokens that it did not make', async () => {
    const { continuation_token: token } = await read()
    const forged = `${Buffer.from('{"log_pos":-5}').toString('base64url')}.${token.split('.')[1]}`
    for (const bad of ['zzz', forged]) {
      const { status, body } = await ask(webserver(), `GET ${PATH}/1?token=${bad}`)
      expect([status, body.title]).toEqual([400, 'Bad Signature. Please use only the tokens provided by the API.'])
    }
  })

  test.each([
    ['nosuch/logs/1', 'Task instance not found'],
    ['say/logs/..%2F..%2Fpasswd', 'Not Found'],
    ['say/logs/1?map_index=3', 'Task instance not found'],
  ])('does not know taskInstances/%s', async (rest, title) => {
    const { status, body } = await ask(webserver(), `GET /dags/logged/dagRuns/${RUN.runId}/taskInstances/${rest}`)
    expect([status, body.title]).toEqual([404, title])
  })
})
