import { type RawBuilder, sql } from 'kysely'
import type { JsonValue } from '../model/keys.ts'
import { sqlTimestamp } from '../model/time.ts'
import { type Database, inTransaction } from './database.ts'
import { pickle } from './pickle.ts'
import type { Db } from './tables.ts'

/** One row of Celery's `celery_taskmeta`, as its database backend writes it. */
export interface CeleryResult {
  readonly taskId: string
  readonly status: 'STARTED' | 'SUCCESS' | 'FAILURE' | 'REVOKED'
  /** Pickled; null stays NULL. */
  readonly result: JsonValue
  readonly traceback: string | null
  /** Null until it is over. */
  readonly doneMs: number | null
  /** Written with result_extended only. */
  readonly request: {
    readonly name: string
    readonly args: readonly JsonValue[]
    readonly kwargs: Readonly<Record<string, JsonValue>>
    readonly worker: string
    readonly retries: number
    readonly queue: string
  }
}

/** How the table of a database is to be written. */
export interface ResultTable {
  readonly database: Database
  readonly isExtended: boolean
  /** Where ids come from: with MariaDB SQLAlchemy takes them from a sequence, and the column makes none. */
  readonly hasSequence: boolean
}

/** Makes Celery's tables where they are missing, as Celery would. @throws what the database refuses */
export async function openResultTable(database: Database, isExtended: boolean): Promise<ResultTable> {
  const columns = await columnsOf(database)
  if (columns.size === 0) await createTables(database)
  const present = columns.size === 0 ? await columnsOf(database) : columns
  return {
    database,
    // A table that an older Celery made has no place for the rest.
    isExtended: isExtended && present.has('name'),
    hasSequence: database.dialect === 'mysql' && present.get('id') !== 'auto_increment',
  }
}

/** Writes all of them in one statement; what is there of the same task is replaced. */
export async function saveResults(table: ResultTable, results: readonly CeleryResult[]): Promise<void> {
  if (results.length === 0) return
  const names = ['task_id', ...changing(table)]
  const id = table.hasSequence ? [sql`next value for task_id_sequence`] : []
  const rows = results.map(result => sql`(${sql.join([...id, ...valuesOf(result, table)])})`)
  const columns = sql.join([...(table.hasSequence ? ['id'] : []), ...names].map(name => sql.ref(name)))
  const statement = sql`insert into celery_taskmeta (${columns}) values ${sql.join(rows)} ${onConflict(table)}`
  await inTransaction(table.database, db => statement.execute(db))
}

const BASIC = ['status', 'result', 'date_done', 'traceback']
const EXTENDED = ['name', 'args', 'kwargs', 'worker', 'retries', 'queue']

const changing = ({ isExtended }: ResultTable): string[] => (isExtended ? [...BASIC, ...EXTENDED] : BASIC)

function onConflict(table: ResultTable): RawBuilder<unknown> {
  if (table.database.dialect === 'mysql') {
    const sets = changing(table).map(name => sql`${sql.ref(name)} = values(${sql.ref(name)})`)
    return sql`on duplicate key update ${sql.join(sets)}`
  }
  const sets = changing(table).map(name => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`)
  return sql`on conflict (task_id) do update set ${sql.join(sets)}`
}

function valuesOf(result: CeleryResult, { isExtended }: ResultTable): unknown[] {
  const { taskId, status, traceback, doneMs, request } = result
  const pickled = result.result === null ? null : pickle(result.result)
  const basic = [taskId, status, pickled, doneMs === null ? null : sqlTimestamp(doneMs), traceback]
  if (!isExtended) return basic
  const { name, args, kwargs, worker, retries, queue } = request
  return [...basic, name, jsonBytes(args), jsonBytes(kwargs), worker, retries, queue]
}

const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** What is special about each column of the table, by its name; empty where there is no table. */
async function columnsOf({ kysely, dialect }: Database): Promise<ReadonlyMap<string, string>> {
  const query =
    dialect === 'mysql'
      ? sql<Column>`select column_name as name, extra as extra from information_schema.columns
          where table_schema = database() and table_name = 'celery_taskmeta'`
      : sql<Column>`select name, '' as extra from pragma_table_info('celery_taskmeta')`
  return new Map((await query.execute(kysely)).rows.map(({ name, extra }) => [name, extra.toLowerCase()]))
}

interface Column {
  readonly name: string
  readonly extra: string
}

async function createTables({ kysely, dialect }: Database): Promise<void> {
  const ids = dialect === 'mysql' ? await mysqlIds(kysely) : 'INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT'
  const key = dialect === 'mysql' ? ', PRIMARY KEY (id)' : ''
  const bytes = 'BLOB'
  await sql
    .raw(`CREATE TABLE IF NOT EXISTS celery_taskmeta (id ${ids}, task_id VARCHAR(155), status VARCHAR(50),
      result ${bytes}, date_done DATETIME, traceback TEXT, name VARCHAR(155), args ${bytes}, kwargs ${bytes},
      worker VARCHAR(155), retries INTEGER, queue VARCHAR(155)${key}, UNIQUE (task_id))`)
    .execute(kysely)
  await sql
    .raw(`CREATE TABLE IF NOT EXISTS celery_tasksetmeta (id ${ids}, taskset_id VARCHAR(155), result ${bytes},
      date_done DATETIME${key}, UNIQUE (taskset_id))`)
    .execute(kysely)
}

/** SQLAlchemy, on a MariaDB: sequences, and columns that make no id of their own. */
async function mysqlIds(db: Db): Promise<string> {
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(db)
  if (!/mariadb/i.test(rows[0]?.version ?? '')) return 'INTEGER NOT NULL AUTO_INCREMENT'
  for (const name of ['task_id_sequence', 'taskset_id_sequence'])
    await sql.raw(`CREATE SEQUENCE IF NOT EXISTS ${name} START WITH 1`).execute(db)
  return 'INTEGER NOT NULL'
}
