import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../../runtime/db/database.ts'
import { installedDatabase } from '../../scripts/servers/database-home.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { startDatabaseServer } from '../servers/mariadb.ts'
import { MissingPart } from '../system/errors.ts'
import { ADMIN, prepareHome, service } from '../system/slipstream.ts'
import { temporaryFolder } from '../system/temporary-folder.ts'
import { storeWebData } from './web-data.ts'

export type Engine = 'sqlite' | 'mariadb'

/** A real webserver over the bench's data, and a session of its admin. */
export interface WebServer extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  readonly database: Database
  /** The name and value of the session's cookie. */
  readonly cookie: string
}

export async function startWebServer(engine: Engine): Promise<WebServer> {
  await using started = new AsyncDisposableStack()
  const home = await prepareHome(await settingsOf(engine, started))
  mkdirSync(join(home.folder, 'dags'), { recursive: true })
  const sqlUrl = home.env['AIRFLOW__DATABASE__SQL_ALCHEMY_CONN'] ?? `sqlite:///${join(home.folder, 'airflow.db')}`
  const database = await storeWebData(home, sqlUrl)
  started.defer(() => database.close())
  const port = await freePort()
  const program = service(home, 'webserver', ['webserver', '-p', String(port)])()
  started.defer(() => program.stop())
  const url = `http://127.0.0.1:${port}`
  const cookie = await eventually(() => signIn(url), { withinMs: 30_000, what: 'a webserver', restMs: 50 })
  const kept = started.move()
  return { url, pid: program.pid, database, cookie, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

async function settingsOf(engine: Engine, started: AsyncDisposableStack): Promise<NodeJS.ProcessEnv> {
  if (engine === 'sqlite') return {}
  const binary = installedDatabase()
  if (binary === null) throw new MissingPart('No MariaDB or MySQL here: apt-get install mariadb-server-core')
  const server = started.use(await startDatabaseServer(binary, join(temporaryFolder('servers'), 'database')))
  return { AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: `mysql://${await server.createDatabase('airflow')}` }
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  })
  if (!response.ok) throw new Error(`/auth/login answers ${response.status}`)
  return (response.headers.getSetCookie()[0] as string).split(';')[0] as string
}
