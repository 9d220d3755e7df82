import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { type AttemptLogChunk, readAttemptLog } from '../../runtime/task-log/attempt-log.ts'
import { type LogHost, openLogHost, putLog } from './log-host.ts'

const PATH = 'dag_id=d/run_id=r/task_id=t/attempt=1.log'

/** A host whose webserver reads logs, here and from that worker. */
async function openReader({ port }: LogHost, env: NodeJS.ProcessEnv = {}) {
  const here = await openLogHost({}, { AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT: String(port), ...env })
  const path = join(here.folder, PATH)
  const read = (host: string, offset = 0, nowMs = Date.now()): Promise<AttemptLogChunk> =>
    readAttemptLog({ config: here.config, hostname: host, path }, offset, nowMs)
  return { path, read }
}

test('a file of this host comes first', async () => {
  const worker = await openLogHost()
  await putLog(worker, PATH, 'served\n')
  const { path, read } = await openReader(worker)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, 'local\n')
  expect(await read('127.0.0.1')).toEqual({
    heading: `*** Found local files:\n***   * ${path}\n`,
    content: 'local\n',
    nextOffset: 6,
    isAtEnd: true,
    isMissing: false,
  })
})

test('a log of another host is read from there, and on as it grows', async () => {
  const worker = await openLogHost()
  const file = await putLog(worker, PATH, 'one\n')
  const { read } = await openReader(worker)
  const first = await read('127.0.0.1')
  expect(first).toMatchObject({ heading: '*** Found logs served from host URL\n', content: 'one\n', nextOffset: 4 })
  await appendFile(file, 'two\n')
  expect(await read('127.0.0.1', first.nextOffset)).toMatchObject({ heading: '', content: 'two\n', nextOffset: 8 })
})

test('nobody is asked for a log of this host, or of an attempt that has not begun', async () => {
  const worker = await openLogHost()
  await putLog(worker, PATH, 'never read')
  const { path, read } = await openReader(worker)
  for (const host of ['', hostname()])
    expect(await read(host)).toMatchObject({
      heading: `*** No log file found: ${path}\n*** The attempt has not started, did not run on this machine, or its log was deleted.\n`,
      isMissing: true,
    })
  expect(worker.lines).toEqual([])
})

test('a log that is nowhere is said to be nowhere', async () => {
  const { read } = await openReader(await openLogHost())
  expect((await read('127.0.0.1')).heading).toContain(
    'did not run on this machine or on 127.0.0.1, or its log was deleted',
  )
})

test('a host that cannot be asked is a line of the log, and reading can be tried again', async () => {
  const worker = await openLogHost()
  worker.stop()
  const { read } = await openReader(worker)
  expect(await read('127.0.0.1', 7)).toEqual({
    heading: expect.stringMatching(/^\*\*\* Could not read served logs: nothing listens on .*\n$/),
    content: '',
    nextOffset: 7,
    isAtEnd: true,
    isMissing: true,
  })
})

test('log_request_clock_grace lets clocks differ by more', async () => {
  const worker = await openLogHost()
  await putLog(worker, PATH, 'old\n')
  const aged = Date.now() - 100_000
  const strict = await openReader(worker)
  expect((await strict.read('127.0.0.1', 0, aged)).heading).toContain('the token expired')
  const lenient = await openReader(worker, { AIRFLOW__WEBSERVER__LOG_REQUEST_CLOCK_GRACE: '200' })
  expect((await lenient.read('127.0.0.1', 0, aged)).content).toBe('old\n')
})
