import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventually } from '../../scripts/servers/eventually.ts'
import { basicAuth, type Call, caller } from './api.ts'
import { Program } from './program.ts'
import { temporaryFolder } from './temporary-folder.ts'

const AIRFLOW = fileURLToPath(new URL('../../runtime/cli/airflow.js', import.meta.url))

/** The user that prepareHome makes. */
export const ADMIN = { username: 'admin', password: 'bench-password' } as const

/** An AIRFLOW_HOME of ours, and the settings of its programs. */
export interface Home {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}

/** A home with a database and an admin user. */
export async function prepareHome(settings: NodeJS.ProcessEnv = {}): Promise<Home> {
  const folder = temporaryFolder('home')
  mkdirSync(join(folder, 'bench'))
  const home = { folder, env: { ...process.env, ...settings, AIRFLOW_HOME: folder } }
  await airflow(home, 'db', 'migrate')
  const person = ['-r', 'Admin', '-e', 'admin@example.com', '-f', 'Bench', '-l', 'Mark']
  await airflow(home, 'users', 'create', '-u', ADMIN.username, '-p', ADMIN.password, ...person)
  return home
}

/** Runs one airflow command to its end; @returns its wall time, seconds */
export async function airflow(home: Home, ...args: readonly string[]): Promise<number> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, [AIRFLOW, ...args], { env: home.env, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`airflow ${args.join(' ')} ended with ${String(code)}`)
  return (performance.now() - startedMs) / 1000
}

/** A recipe for a long-lived command; what it prints is in the home's folder bench/. */
export const service = (home: Home, name: string, args: readonly string[]) => (): Program =>
  new Program(process.execPath, [AIRFLOW, ...args], {
    env: home.env,
    logFile: join(home.folder, 'bench', `${name}.log`),
  })

/** The API of the webserver at that port, for the user that prepareHome made. */
export const callerOf = (port: number): Call =>
  caller({ port, prefix: '/api/v1', authorize: basicAuth(ADMIN.username, ADMIN.password) })

interface Health {
  readonly scheduler: { readonly status: string | null }
}

export async function untilHealthy(call: Call): Promise<void> {
  const probe = async () => ((await call<Health>('GET', '/health')).scheduler.status === 'healthy' ? true : null)
  await eventually(probe, { withinMs: 30_000, what: 'the scheduler is healthy', restMs: 20 })
}
