import { appendFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LogChunk } from '../../runtime/task-log/log-reader.ts'
import { type RemoteLogRequest, readRemoteLog } from '../../runtime/task-log/remote-log.ts'
import { openLogHost, putLog, SECRET } from './log-host.ts'

const PATH = 'dag_id=d/run_id=manual__2026-11-24T12:00:00+00:00/task_id=t #1?/attempt=1.log'

const read = (port: number, request: Partial<RemoteLogRequest> = {}): Promise<LogChunk> =>
  readRemoteLog({
    host: '127.0.0.1',
    port,
    path: PATH,
    secret: SECRET,
    offset: 0,
    timeoutMs: 5000,
    nowMs: Date.now(),
    ...request,
  })

/** A server that is not ours. */
async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer)
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

test('a growing log is read on from where the last reading ended', async () => {
  const host = await openLogHost()
  const file = await putLog(host, PATH, 'one\n')
  const first = await read(host.port)
  expect(first).toEqual({ content: 'one\n', nextOffset: 4, isAtEnd: true, isMissing: false })
  expect(await read(host.port, { offset: 4 })).toEqual({ ...first, content: '' })
  await appendFile(file, 'two\n')
  expect(await read(host.port, { offset: 4 })).toMatchObject({ content: 'two\n', nextOffset: 8, isAtEnd: true })
})

test('a large log comes in parts that never cut a character', async () => {
  const host = await openLogHost()
  const text = 'añ€😀'.repeat(4)
  await putLog(host, PATH, text)
  const parts: string[] = []
  for (let offset = 0, isAtEnd = false; !isAtEnd; ) {
    const chunk = await read(host.port, { offset, mostBytes: 7 })
    parts.push(chunk.content)
    offset = chunk.nextOffset
    isAtEnd = chunk.isAtEnd
  }
  expect(parts.join('')).toBe(text)
  expect(parts.length).toBeGreaterThan(5)
})

test('a log that the host does not have is missing', async () => {
  const { port } = await openLogHost()
  expect(await read(port, { offset: 3 })).toEqual({ content: '', nextOffset: 3, isAtEnd: true, isMissing: true })
})

test('a server without ranges is read from the beginning, as far as needed', async () => {
  const port = await serve((_request, response) => response.end('0123456789'.repeat(10_000)))
  expect(await read(port, { offset: 12, mostBytes: 4 })).toMatchObject({
    content: '2345',
    nextOffset: 16,
    isAtEnd: false,
  })
})

describe('says in one line why served logs could not be read, and what to do', () => {
  const problemOf = async (port: number, request: Partial<RemoteLogRequest> = {}): Promise<string> => {
    const error = await read(port, request).then(
      () => null,
      (reason: Error) => reason,
    )
    expect(error).toMatchObject({ name: 'ServedLogsUnreadable' })
    expect(error?.message).not.toContain('\n')
    return error?.message as string
  }

  test('a host name that cannot be resolved', async () => {
    expect(await problemOf(8793, { host: 'worker1.invalid' })).toMatch(
      /^Could not read served logs: the host name 'worker1.invalid' cannot be resolved here \(E\w+\)\. Add it to DNS/,
    )
  })

  test('a port where nothing listens', async () => {
    const host = await openLogHost()
    host.stop()
    expect(await problemOf(host.port)).toBe(
      `Could not read served logs: nothing listens on 127.0.0.1:${host.port} (ECONNREFUSED). Start the worker on 127.0.0.1, and check that [logging] worker_log_server_port is ${host.port} there`,
    )
  })

  test('another secret_key', async () => {
    const { port } = await openLogHost()
    expect(await problemOf(port, { secret: 'other' })).toContain(
      `127.0.0.1:${port} answered 403: the signature is wrong: [webserver] secret_key differs`,
    )
  })

  test('other clocks', async () => {
    const { port } = await openLogHost()
    expect(await problemOf(port, { nowMs: Date.now() - 100_000 })).toMatch(/403: the token expired \d+ s ago .* clocks/)
  })

  test('no secret_key here', async () => {
    expect(await problemOf(8793, { secret: null })).toContain('[webserver] secret_key is not set here')
  })

  test("a refusal of Airflow's own log server, which gives no reason", async () => {
    const port = await serve((_request, response) => {
      response.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Forbidden</h1>')
    })
    expect(await problemOf(port)).toContain(
      'answered 403: [webserver] secret_key or the clocks of the two hosts differ',
    )
  })

  test('an answer of something else', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(302, { location: '/login' }).end()
    })
    expect(await problemOf(port)).toMatch(/answered 302\. Is a log server/)
  })

  test('a host that does not answer', async () => {
    const port = await serve(() => undefined)
    expect(await problemOf(port, { timeoutMs: 100 })).toContain(
      `no answer from 127.0.0.1:${port} within 0.1 s ([webserver] log_fetch_timeout_sec)`,
    )
  })

  test('a host that stops in the middle', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
    })
    expect(await problemOf(port, { timeoutMs: 200 })).toContain('within 0.2 s')
  })

  test('a connection that breaks', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy())
    })
    expect(await problemOf(port)).toContain(`127.0.0.1:${port} cannot be reached (ECONNRESET)`)
  })
})
