import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { buildServer } from '../../runtime/api/server.ts'
import type { Config } from '../../runtime/config/config.ts'
import { loadConfig } from '../../runtime/config/load-config.ts'
import { createDagRun } from '../../runtime/db/create-dag-run.ts'
import { saveDag } from '../../runtime/db/dag.ts'
import { type Database, inTransaction } from '../../runtime/db/database.ts'
import { hashPassword } from '../../runtime/db/password.ts'
import { BUILT_IN_ROLES, ensureRoles } from '../../runtime/db/role.ts'
import { type StoredDag, saveSerializedDag } from '../../runtime/db/serialized-dag.ts'
import { createUser } from '../../runtime/db/user.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import { dagHash } from '../../runtime/model/serialized-dag.ts'
import type { Dag } from '../../runtime/sdk/index.ts'
import { openLog } from '../../runtime/service/log.ts'
import type { TestDatabase } from '../databases.ts'
import { serialized } from '../sdk/serialized.ts'

export const NOW_MS = Date.UTC(2026, 10, 24, 12)
export const PASSWORD = 'correct horse'

/** A webserver on the suite's database with a user for each role, all with the same password. */
export interface Webserver {
  readonly server: FastifyInstance
  readonly config: Config
  readonly database: Database
  readonly home: string
  /** What was logged. */
  readonly lines: string[]
  /** What the server takes for the current time. */
  nowMs: number
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
  readonly headers: Readonly<Record<string, unknown>>
}

/** Registers hooks that build the webserver; ask for it within tests and hooks only. */
export function useWebserver(current: () => TestDatabase, env: NodeJS.ProcessEnv = {}): () => Webserver {
  let webserver: Webserver | undefined
  beforeAll(async () => {
    await createUsers(current().database)
    webserver = openWebserver(current().database, env)
    await webserver.server.ready()
  })
  beforeEach(() => {
    ;(webserver as Webserver).nowMs = NOW_MS
  })
  afterAll(async () => {
    await webserver?.server.close()
    if (webserver !== undefined) rmSync(webserver.home, { recursive: true, force: true })
  })
  return () => webserver as Webserver
}

export function openWebserver(database: Database, env: NodeJS.ProcessEnv): Webserver {
  const home = mkdtempSync(join(tmpdir(), 'slipstream-api-'))
  const config = loadConfig({ env: { AIRFLOW_HOME: home, PATH: process.env['PATH'], ...env } })
  const lines: string[] = []
  const log = openLog('webserver', 'info', line => lines.push(line))
  const webserver = { config, database, home, lines, nowMs: NOW_MS }
  const clock = (): number => opened.nowMs
  const server = buildServer({ config, database, clock, log, version: '2.10.5' })
  const opened: Webserver = Object.assign(webserver, { server })
  return opened
}

async function createUsers(database: Database): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD)
  await inTransaction(database, async db => {
    await ensureRoles(db, BUILT_IN_ROLES)
    for (const role of BUILT_IN_ROLES) {
      const username = role.toLowerCase()
      const name = { username, firstName: role, lastName: 'Test', email: `${username}@example.com` }
      await createUser(db, { ...name, passwordHash, roles: [role] }, NOW_MS)
    }
  })
}

export const basic = (username: string, password = PASSWORD): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

export interface Asking {
  /** `admin` unless given; null for nobody. */
  readonly as?: string | null
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks below /api/v1: `ask(webserver(), 'GET /dags')`. */
export async function ask(
  { server }: Webserver,
  what: string,
  { as = 'admin', body, headers }: Asking = {},
): Promise<Answer> {
  const [method, path] = what.split(' ') as [InjectOptions['method'], string]
  const response = await server.inject({
    method: method as 'GET',
    url: `/api/v1${path}`,
    headers: { ...(as === null ? {} : { authorization: basic(as) }), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  })
  const isJson = /json/.test(String(response.headers['content-type']))
  return { status: response.statusCode, body: isJson ? response.json() : response.body, headers: response.headers }
}

/** Stores a DAG as the DAG processor does. */
export async function storeDag({ database }: { readonly database: Database }, dag: Dag): Promise<StoredDag> {
  const spec = serialized(dag)
  const stored = { spec, hash: dagHash(spec) }
  await saveSerializedDag(database.kysely, stored, NOW_MS)
  await saveDag(database.kysely, { spec, pausedAtCreation: false, nextRun: null, atMs: NOW_MS })
  return stored
}

/** A queued run of that logical date, with its task instances. */
export const storeRun = (
  { database }: { readonly database: Database },
  dag: StoredDag,
  logicalDateMs: number,
): Promise<DagRun> =>
  inTransaction(database, db =>
    createDagRun(db, dag, {
      runType: 'manual',
      logicalDateMs,
      interval: { startMs: logicalDateMs, endMs: logicalDateMs },
      nowMs: NOW_MS,
    }),
  )
