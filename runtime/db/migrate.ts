import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Database } from './database.ts'
import { DatabaseNotMigrated, ForeignSchema } from './errors.ts'
import { AIRFLOW_SCHEMA, ALEMBIC_HEAD } from './schema/airflow-schema.ts'
import { createAirflowSchema } from './schema/create-airflow-schema.ts'
import { createStatements } from './schema/ddl.ts'
import { SLIPSTREAM_TABLES } from './schema/slipstream-tables.ts'
import type { Db } from './tables.ts'
import { isMysql } from './upsert.ts'

/**
 * Brings the database to the schema of this program. Safe to run again, and by several processes at once.
 * @throws ForeignSchema, UnsupportedServer
 */
export async function migrate(database: Database): Promise<{ applied: string[] }> {
  await refuseForeignSchema(database.kysely)
  const migrator = new Migrator({
    db: database.kysely,
    provider: { getMigrations: async () => MIGRATIONS },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: `${MIGRATION_TABLE}_lock`,
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
  return { applied: results.map(result => result.migrationName) }
}

/** @throws DatabaseNotMigrated unless the database has the schema of this program */
export async function checkMigrations(database: Database): Promise<void> {
  const applied = await appliedMigrations(database.kysely)
  if (applied === null) throw new DatabaseNotMigrated('has no tables yet')
  const missing = Object.keys(MIGRATIONS).filter(name => !applied.includes(name))
  if (missing.length > 0) throw new DatabaseNotMigrated(`lacks ${missing.join(', ')}`)
}

export async function isMigrated(database: Database): Promise<boolean> {
  const applied = await appliedMigrations(database.kysely)
  return applied !== null && Object.keys(MIGRATIONS).every(name => applied.includes(name))
}

/** Drops Airflow's tables and ours with all they hold, and creates them anew; tables of others stay. */
export async function resetDatabase(database: Database): Promise<void> {
  const own = [MIGRATION_TABLE, `${MIGRATION_TABLE}_lock`, ...Object.keys(SLIPSTREAM_TABLES)]
  const ours = [...own, 'celery_taskmeta', 'celery_tasksetmeta']
  for (const table of [...ours, ...Object.keys(AIRFLOW_SCHEMA).reverse()]) {
    await database.kysely.schema.dropTable(table).ifExists().execute()
  }
  await migrate(database)
}

const MIGRATION_TABLE = 'slipstream_migration'

/** In the order in which they are applied; a name that was released never changes. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_airflow_2_10': { up: createAirflowSchema },
  '0002_node': { up: db => createOwnTable(db as Db, 'slipstream_node') },
  '0003_node_own_queues': { up: db => renewOwnTable(db as Db, 'slipstream_node') },
}

/** For a table whose rows come again by themselves: it has all columns of this program then. */
async function renewOwnTable(db: Db, name: keyof typeof SLIPSTREAM_TABLES): Promise<void> {
  await db.schema.dropTable(name).execute()
  await createOwnTable(db, name)
}

async function createOwnTable(db: Db, name: keyof typeof SLIPSTREAM_TABLES): Promise<void> {
  const statements = createStatements({ [name]: SLIPSTREAM_TABLES[name] }, isMysql(db) ? 'mysql' : 'sqlite')
  for (const statement of statements) await sql.raw(statement).execute(db)
}

async function refuseForeignSchema(db: Db): Promise<void> {
  const revisions = await readNames(db, { table: 'alembic_version', column: 'version_num' })
  const other = revisions?.find(revision => revision !== ALEMBIC_HEAD)
  if (other !== undefined) throw new ForeignSchema(other, ALEMBIC_HEAD)
}

const appliedMigrations = (db: Db) => readNames(db, { table: MIGRATION_TABLE, column: 'name' })

/** Null where there is no such table. */
async function readNames(db: Db, { table, column }: { table: string; column: string }): Promise<string[] | null> {
  try {
    const query = sql<{ name: string }>`select ${sql.ref(column)} as name from ${sql.table(table)}`
    return (await query.execute(db)).rows.map(row => row.name)
  } catch (error) {
    if (!isMissingTable(error)) throw error
    return null
  }
}

const isMissingTable = (error: unknown): boolean =>
  error instanceof Error && (/^no such table/.test(error.message) || ('errno' in error && error.errno === 1146))
