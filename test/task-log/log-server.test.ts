import { once } from 'node:events'
import { symlink } from 'node:fs/promises'
import { get, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveLogs } from '../../runtime/task-log/log-server.ts'
import { signLogToken } from '../../runtime/task-log/log-token.ts'
import { type LogHost, openLogHost, putLog, SECRET } from './log-host.ts'

const PATH = 'dag_id=d/run_id=manual__2026-11-24T12:00:00+00:00/task_id=t/attempt=1.log'

interface Answer {
  readonly status: number | undefined
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

interface Asking {
  /** What the token names; the decoded path unless given. */
  readonly filename?: string
  readonly token?: string
  readonly range?: string
  readonly method?: string
}

/** Sends the path as it stands: fetch would resolve its dots. */
function ask(
  { port }: LogHost,
  path: string,
  { filename = named(path), token, range, method = 'GET' }: Asking = {},
): Promise<Answer> {
  const authorization = token ?? signLogToken(SECRET, { filename, nowMs: Date.now() })
  const headers = { authorization, ...(range === undefined ? {} : { range }) }
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers, method, agent: false }, response => {
      const answer = async () => ({
        status: response.statusCode,
        body: await text(response),
        headers: response.headers,
      })
      answer().then(resolve, reject)
    }).on('error', reject)
  })
}

function named(path: string): string {
  return /%zz/.test(path) ? path : decodeURIComponent(path.replace('/log/', ''))
}

test('gives a log to who has a token for it', async () => {
  const host = await openLogHost()
  await putLog(host, PATH, 'añ€😀\n')
  const { status, body, headers } = await ask(host, `/log/${PATH}`)
  expect([status, body]).toEqual([200, 'añ€😀\n'])
  expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
})

test('passes over a query, which clients of Airflow 1.10 send', async () => {
  const host = await openLogHost()
  await putLog(host, PATH, 'here')
  expect(await ask(host, `/log/${PATH}?metadata=%7B%7D&x=../..`, { filename: PATH })).toMatchObject({
    status: 200,
    body: 'here',
  })
  expect((await ask(host, `/log/${PATH}?metadata=null`, { filename: `${PATH}?metadata=null` })).status).toBe(403)
})

test('decodes the path', async () => {
  const host = await openLogHost()
  await putLog(host, 'run_id=ä b%2F/1.log', 'here')
  expect((await ask(host, '/log/run_id%3D%C3%A4%20b%252F/1.log')).body).toBe('here')
})

test.each([
  ['bytes=2-', 206, '2345', 'bytes 2-5/6'],
  ['bytes=2-3', 206, '23', 'bytes 2-3/6'],
  ['bytes=2-99', 206, '2345', 'bytes 2-5/6'],
  ['bytes=6-', 416, '', 'bytes */6'],
  ['bytes=3-2', 200, '012345', undefined],
  ['bytes=-2', 200, '012345', undefined],
  ['lines=1-2', 200, '012345', undefined],
])('gives the part %s', async (range, status, body, contentRange) => {
  const host = await openLogHost()
  await putLog(host, PATH, '012345')
  const answer = await ask(host, `/log/${PATH}`, { range })
  expect([answer.status, answer.body, answer.headers['content-range']]).toEqual([status, body, contentRange])
})

test('gives an empty log, and the size alone', async () => {
  const host = await openLogHost()
  await putLog(host, PATH, '')
  expect(await ask(host, `/log/${PATH}`)).toMatchObject({ status: 200, body: '' })
  await putLog(host, PATH, 'four')
  const head = await ask(host, `/log/${PATH}`, { method: 'HEAD' })
  expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '4' } })
})

describe('answers 403 with the reason in one line', () => {
  const nowMs = Date.now()
  test.each([
    ['no token', { token: '' }, 'the request has no token in its Authorization header\n'],
    ['another key', { token: signLogToken('x', { filename: PATH, nowMs }) }, /secret_key differs.*\n$/],
    [
      'an old token',
      { token: signLogToken(SECRET, { filename: PATH, nowMs: nowMs - 600_000 }) },
      /expired 5\d\d s ago.*\n$/,
    ],
    [
      'a token of tomorrow',
      { token: signLogToken(SECRET, { filename: PATH, nowMs: nowMs + 600_000 }) },
      /valid only in.*\n$/,
    ],
    ['a token for another file', { filename: 'other.log' }, 'the token is for another file\n'],
  ])('%s', async (_what, asking, reason) => {
    const host = await openLogHost()
    await putLog(host, PATH, 'secret things')
    const { status, body } = await ask(host, `/log/${PATH}`, asking)
    expect(status).toBe(403)
    expect(body).toMatch(reason)
    expect(body.split('\n')).toHaveLength(2)
    expect(host.lines.join('')).toContain(`WARNING - GET /log/${PATH} failed: 403, ${body.trim()}`)
  })

  test('a host without a secret_key', async () => {
    const host = await openLogHost({}, { AIRFLOW__WEBSERVER__SECRET_KEY: '' })
    const { status, body } = await ask(host, '/log/a.log', { token: signLogToken('', { filename: 'a.log', nowMs }) })
    expect([status, body]).toEqual([403, expect.stringContaining('this host has no [webserver] secret_key')])
  })
})

describe('gives nothing that is not below base_log_folder, whatever the token says', () => {
  test.each([
    ['dots', '/log/../outside.log'],
    ['dots inside', '/log/dag_id=d/../../outside.log'],
    ['escaped dots', '/log/%2e%2e/outside.log'],
    ['escaped slashes', '/log/..%2foutside.log'],
    ['backslashes', '/log/..%5Coutside.log'],
    ['a zero byte', '/log/a.log%00'],
    ['a link to a file', '/log/link.log'],
    ['a link to a folder', '/log/up/outside.log'],
    ['a folder', '/log/folder'],
    ['the folder itself', '/log/'],
    ['nothing', '/log/missing.log'],
    ['a file as a folder', '/log/a.log/b'],
  ])('%s', async (_what, path) => {
    const host = await openLogHost()
    await putLog(host, '../outside.log', 'secret things')
    await putLog(host, 'folder/a.log', '')
    await putLog(host, 'a.log', '')
    await symlink(join(dirname(host.folder), 'outside.log'), join(host.folder, 'link.log'))
    await symlink('..', join(host.folder, 'up'))
    const { status, body } = await ask(host, path)
    expect(status).toBe(404)
    expect(body).toMatch(/^there is no log file .* on this host\n$/)
  })

  test('an absolute path', async () => {
    const host = await openLogHost()
    const outside = await putLog(host, '../outside.log', 'secret things')
    expect((await ask(host, `/log/${outside}`)).status).toBe(404)
    expect((await ask(host, `/log/${encodeURIComponent(outside)}`)).status).toBe(404)
  })
})

test('a link within the folder is followed, and the folder may be one', async () => {
  const host = await openLogHost()
  await putLog(host, 'scheduler/2026-11-24/a.log', 'parsed')
  await symlink('2026-11-24', join(host.folder, 'scheduler/latest'))
  expect((await ask(host, '/log/scheduler/latest/a.log')).body).toBe('parsed')
  const link = `${host.folder}-link`
  await symlink(host.folder, link)
  const other = await openLogHost({}, { AIRFLOW__LOGGING__BASE_LOG_FOLDER: link })
  expect((await ask(other, '/log/scheduler/latest/a.log')).body).toBe('parsed')
})

test.each(['/', '/logs/a', '/log/%zz'])('knows no %s', async path => {
  expect(await ask(await openLogHost(), path, { token: 'x' })).toMatchObject({
    status: 404,
    body: 'logs are below /log/\n',
  })
})

test('takes no other method', async () => {
  const host = await openLogHost()
  expect((await ask(host, '/log/a.log', { method: 'DELETE' })).status).toBe(405)
})

test('a port that is taken is told in one line, with what to do', async () => {
  const { port, config } = await openLogHost()
  const again = openLogHost({ port, config })
  await expect(again).rejects.toThrow(
    new RegExp(`^Cannot serve logs on port ${port} \\(EADDRINUSE\\): .*--skip-serve-logs.*worker_log_server_port\\)$`),
  )
})

test('listens on every address unless told otherwise', async () => {
  const host = await openLogHost()
  const end = new AbortController()
  onTestFinished(() => end.abort())
  const { config } = host
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const everywhere = await serveLogs({ config, clock: Date.now, log, signal: end.signal, port: 0 })
  await putLog(host, 'a.log', 'here')
  expect((await ask({ ...host, ...everywhere }, '/log/a.log')).body).toBe('here')
})

test('is gone after the signal, whoever is still reading', async () => {
  const host = await openLogHost()
  const size = 30_000_000
  await putLog(host, PATH, Buffer.alloc(size, 'x'))
  const token = signLogToken(SECRET, { filename: PATH, nowMs: Date.now() })
  const reader = connect(host.port, '127.0.0.1')
  reader.write(`GET /log/${PATH} HTTP/1.1\r\nHost: worker\r\nAuthorization: ${token}\r\n\r\n`)
  await once(reader, 'readable')
  host.stop()
  let received = 0
  const ended = new Promise(resolve => reader.on('error', resolve).on('close', resolve))
  reader.on('data', piece => {
    received += piece.length
  })
  await ended
  expect(received).toBeLessThan(size)
  await expect(ask(host, '/log/a.log')).rejects.toThrow('ECONNREFUSED')
})
