import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listenForWakeups, sendWakeup, type WakeEvent, wakeSocketPath } from '../../runtime/service/wake-socket.ts'
import { eventually } from '../../scripts/servers/eventually.ts'

let home = ''
let events: WakeEvent[] = []
let malformed: string[] = []

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'wake-'))
  events = []
  malformed = []
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

const listen = (at = home): Promise<AsyncDisposable> =>
  listenForWakeups(
    at,
    event => events.push(event),
    line => malformed.push(line),
  )

const arrived = (count: number): Promise<true> =>
  eventually(async () => events.length >= count || null, { withinMs: 5000, what: `${count} events` })

describe('the wake socket', () => {
  test('carries events from other processes, in order', async () => {
    await using _socket = await listen()
    await sendWakeup(home, { type: 'dag_run', dagId: 'd', runId: 'r' })
    await sendWakeup(home, { type: 'dag', dagId: 'd' })
    await arrived(2)
    expect(events).toEqual([
      { type: 'dag_run', dagId: 'd', runId: 'r' },
      { type: 'dag', dagId: 'd' },
    ])
  })

  test('is for its owner only', async () => {
    await using _socket = await listen()
    expect(statSync(wakeSocketPath(home)).mode & 0o777).toBe(0o600)
  })

  test('replaces the file that a killed process has left', async () => {
    const script = `require('node:net').createServer().listen(${JSON.stringify(wakeSocketPath(home))}, () => console.log('up'))`
    const child = spawn(process.execPath, ['-e', script])
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(statSync(wakeSocketPath(home)).isSocket()).toBe(true)
    await using _socket = await listen()
    await sendWakeup(home, { type: 'dag', dagId: 'd' })
    await arrived(1)
  })

  test('works below an AIRFLOW_HOME whose path is too long for a socket', async () => {
    const deep = join(home, 'x'.repeat(120))
    mkdirSync(deep)
    await using _socket = await listen(deep)
    await sendWakeup(deep, { type: 'dag', dagId: 'd' })
    await arrived(1)
    expect(wakeSocketPath(deep)).not.toBe(wakeSocketPath(`${deep}y`))
  })

  test('passes over lines that are no events, and says so', async () => {
    await using _socket = await listen()
    const lines = [
      'no JSON',
      'null',
      '[1]',
      '{"type":"unheard_of"}',
      '{"type":"dag_run","dagId":"d"}',
      '{"type":"dag","dagId":7}',
    ]
    connect(wakeSocketPath(home)).end(`${lines.join('\n')}\n`)
    await eventually(async () => malformed.length === lines.length || null, { withinMs: 5000, what: 'all are refused' })
    expect(malformed).toEqual(lines)
    await sendWakeup(home, { type: 'dag', dagId: 'd' })
    await arrived(1)
  })

  test('takes its file away when it is closed, although clients are connected', async () => {
    const socket = await listen()
    const client = connect(wakeSocketPath(home))
    await once(client, 'connect')
    await socket[Symbol.asyncDispose]()
    expect(() => statSync(wakeSocketPath(home))).toThrow('ENOENT')
    client.destroy()
  })
})

describe('a sender', () => {
  test('goes on when nobody listens', async () => {
    await sendWakeup(home, { type: 'dag', dagId: 'd' })
    writeFileSync(wakeSocketPath(home), '')
    await sendWakeup(home, { type: 'dag', dagId: 'd' })
  })

  test('goes on when the listener hangs', async () => {
    const server = createServer({ allowHalfOpen: true }, socket => socket.resume())
    await new Promise<void>(resolve => server.listen(wakeSocketPath(home), resolve))
    const startMs = performance.now()
    await sendWakeup(home, { type: 'dag', dagId: 'd' })
    expect(performance.now() - startMs).toBeLessThan(5000)
    server.close()
    server.unref()
  })
})
