import { createHash } from 'node:crypto'
import { chmod, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { DagRunKey } from '../model/keys.ts'

/**
 * What changed in the database by another process's hand. An event only makes the scheduler look at once; what it
 * finds in the database is what counts.
 */
export type WakeEvent = ({ readonly type: 'dag_run' } & DagRunKey) | { readonly type: 'dag'; readonly dagId: string }

/** Unix socket paths are limited to 107 bytes on Linux, so a deep AIRFLOW_HOME gets its socket in the temp folder. */
export function wakeSocketPath(home: string): string {
  const path = join(home, 'scheduler.sock')
  return Buffer.byteLength(path) < 100
    ? path
    : join(tmpdir(), `slipstream-${createHash('sha256').update(home).digest('hex').slice(0, 16)}.sock`)
}

/**
 * Listens for events of other processes on this machine. Call it while holding the scheduler's lock on this home.
 * @param onMalformed hears of lines that are no events
 */
export async function listenForWakeups(
  home: string,
  onEvent: (event: WakeEvent) => void,
  onMalformed: (line: string) => void,
): Promise<AsyncDisposable> {
  const path = wakeSocketPath(home)
  await rm(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    createInterface({ input: socket }).on('line', line => {
      const event = eventOf(line)
      if (event === null) onMalformed(line)
      else onEvent(event)
    })
  })
  await listening(server, path)
  await chmod(path, 0o600)
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/**
 * Tells the scheduler of this AIRFLOW_HOME on this machine; where none listens in time, its slow poll finds the changes
 * later. @returns whether somebody listened
 */
export function sendWakeup(home: string, ...events: readonly WakeEvent[]): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(wakeSocketPath(home))
    let isHeard = false
    socket.on('connect', () => {
      isHeard = true
    })
    socket.on('error', () => resolve(false)).on('close', () => resolve(isHeard))
    socket.setTimeout(PATIENCE_MS, () => socket.destroy())
    socket.end(events.map(event => `${JSON.stringify(event)}\n`).join(''))
  })
}

/** How long a sender waits for a scheduler that does not answer. */
const PATIENCE_MS = 1000

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  dag_run: ['dagId', 'runId'],
  dag: ['dagId'],
} satisfies Record<WakeEvent['type'], readonly string[]>

function eventOf(line: string): WakeEvent | null {
  const value = parsed(line)
  if (typeof value !== 'object' || value === null) return null
  const event = value as Readonly<Record<string, unknown>>
  const fields = FIELDS[String(event['type'])]
  return fields?.every(field => typeof event[field] === 'string') ? (event as WakeEvent) : null
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(path, resolve)
  })
}
