import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../runtime/db/database.ts'
import { migrate } from '../runtime/db/migrate.ts'
import { serverBinary, sharedServer } from './database-server.ts'

export type Dialect = Database['dialect']

/** A database of its own for one test file or one test; disposing of it drops all that it holds. */
export interface TestDatabase extends AsyncDisposable {
  readonly dialect: Dialect
  /** What `sql_alchemy_conn` would be, e.g. for another process. */
  readonly url: string
  readonly database: Database
}

export interface TestDatabaseOptions {
  /** Tables are created unless this is false. */
  readonly migrated?: boolean
}

/** Dialects that this machine can test; without a server program the reason why MySQL is left out is printed. */
export function testableDialects(): Dialect[] {
  if (serverBinary() !== null) return ['sqlite', 'mysql']
  process.stderr.write('No mariadbd or mysqld here: tests on MySQL are skipped.\n')
  return ['sqlite']
}

/**
 * Runs the suite on SQLite and on a real MariaDB or MySQL, each time with a fresh database for the whole suite.
 * @param suite registers the tests; it may ask for the database from within tests and hooks only
 */
export function describeOnEachDatabase(
  name: string,
  suite: (current: () => TestDatabase) => void,
  options: TestDatabaseOptions = {},
): void {
  describe.each(testableDialects())(`${name} on %s`, dialect => {
    let opened: TestDatabase | undefined
    beforeAll(async () => {
      opened = await createTestDatabase(dialect, options)
    })
    afterAll(async () => opened?.[Symbol.asyncDispose]())
    suite(() => opened as TestDatabase)
  })
}

export async function createTestDatabase(dialect: Dialect, options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const place = dialect === 'sqlite' ? await sqlitePlace() : await mysqlPlace()
  const database = await openDatabase(place.url)
  if (options.migrated !== false) await migrate(database)
  return {
    dialect,
    url: place.url,
    database,
    async [Symbol.asyncDispose]() {
      await database.close()
      await place.remove()
    },
  }
}

interface Place {
  readonly url: string
  remove(): Promise<void>
}

async function sqlitePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-sqlite-'))
  return {
    url: `sqlite:///${join(folder, 'airflow.db')}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function mysqlPlace(): Promise<Place> {
  const binary = serverBinary()
  if (binary === null) throw new Error('this machine has no MySQL or MariaDB')
  const { port } = await sharedServer(binary)
  const name = `airflow_${randomBytes(6).toString('hex')}`
  await asRoot(port, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
  return {
    url: `mysql://root:@127.0.0.1:${port}/${name}`,
    remove: () => asRoot(port, `DROP DATABASE ${name}`),
  }
}

async function asRoot(port: number, statement: string): Promise<void> {
  const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' })
  await connection.query(statement)
  await connection.end()
}
