import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const AIRFLOW = fileURLToPath(new URL('../runtime/cli/airflow.js', import.meta.url))
const PASSWORD = 'bench-password'

/** One running system under test: scheduler and webserver of a fresh AIRFLOW_HOME. */
export interface Server extends AsyncDisposable {
  readonly home: string
  readonly port: number
  readonly pids: readonly number[]
  /** From starting the processes to a healthy scheduler, seconds. */
  readonly startS: number
  call<T>(method: string, path: string, body?: unknown): Promise<T>
}

/** Runs one airflow command to its end; @returns its wall time, seconds */
export async function airflow(home: string, ...args: readonly string[]): Promise<number> {
  const startedMs = performance.now()
  const child = start(home, args)
  const code = await new Promise(resolve => child.once('exit', resolve))
  if (code !== 0) throw new Error(`airflow ${args.join(' ')} ended with ${String(code)}`)
  return (performance.now() - startedMs) / 1000
}

/** A home with a database and an admin user. */
export async function prepareHome(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'slipstream-bench-'))
  await airflow(home, 'db', 'migrate')
  const user = ['-u', 'admin', '-p', PASSWORD, '-r', 'Admin', '-e', 'admin@example.com', '-f', 'Bench', '-l', 'Mark']
  await airflow(home, 'users', 'create', ...user)
  return home
}

export async function startServer(home: string): Promise<Server> {
  const port = await freePort()
  const startedMs = performance.now()
  const children = [start(home, ['scheduler']), start(home, ['webserver', '-p', String(port)])]
  const call = caller(port)
  await healthy(call)
  return {
    home,
    port,
    pids: children.map(child => child.pid as number),
    startS: (performance.now() - startedMs) / 1000,
    call,
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGTERM')
      await Promise.all(children.map(child => child.exitCode ?? new Promise(resolve => child.once('exit', resolve))))
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function start(home: string, args: readonly string[]): ChildProcess {
  const env = { ...process.env, AIRFLOW_HOME: home }
  return spawn(process.execPath, [AIRFLOW, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

const caller =
  (port: number): Server['call'] =>
  async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as never
  }

interface Health {
  readonly scheduler: { readonly status: string | null }
}

async function healthy(call: Server['call']): Promise<void> {
  for (const giveUpMs = performance.now() + 30_000; performance.now() < giveUpMs; await sleep(20)) {
    const health = await call<Health>('GET', '/health').catch(() => null)
    if (health?.scheduler.status === 'healthy') return
  }
  throw new Error('The server did not become healthy within 30 s')
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
