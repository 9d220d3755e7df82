import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../runtime/db/database.ts'
import { migrate } from '../runtime/db/migrate.ts'
import { databaseUrl, query } from './database-command.ts'
import { serverBinary, serverName, sharedServer } from './database-server.ts'
import { usesNewestServers } from './newest-servers.ts'

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

/** A database that this machine can test: what it is for our code, and what the names of tests call it. */
export interface TestableDatabase {
  readonly dialect: Dialect
  readonly name: string
}

/** All of them; without a server program the reason why MySQL is left out is printed. */
export function testableDatabases(): TestableDatabase[] {
  const binary = serverBinary()
  const sqlite = { dialect: 'sqlite', name: 'sqlite' } as const
  if (binary === null) process.stderr.write('No mariadbd or mysqld here: tests on MySQL are skipped.\n')
  if (binary === null) return [sqlite]
  const mysql = { dialect: 'mysql', name: serverName(binary) } as const
  // SQLite is of Node.js: the tests on the installed server have tested it.
  return usesNewestServers() ? [mysql] : [sqlite, mysql]
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
  describe.each(testableDatabases())(`${name} on $name`, ({ dialect }) => {
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
  await query(port, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
  return {
    url: databaseUrl(port, name),
    remove: async () => void (await query(port, `DROP DATABASE ${name}`)),
  }
}
