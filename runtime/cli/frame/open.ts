import type { Config } from '../../config/config.ts'
import { loadConfig } from '../../config/load-config.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { checkMigrations } from '../../db/migrate.ts'
import type { Db } from '../../db/tables.ts'
import { recordCall } from './audit.ts'
import type { Call } from './command.ts'

/** What a command works on; the database is migrated. */
export interface Opened {
  readonly config: Config
  readonly database: Database
  readonly db: Db
}

/** Loads the configuration and says on stderr what is wrong with it. @throws ConfigValueError and its kin */
export function openConfig(call: Call): Config {
  const config = loadConfig({ env: call.env })
  for (const warning of config.warnings) console.error(`Warning: ${warning}`)
  return config
}

/** @throws DatabaseNotMigrated, DatabaseUnreachable and its kin */
export async function withDatabase<T>(call: Call, work: (opened: Opened) => Promise<T>): Promise<T> {
  return withUncheckedDatabase(call, async opened => {
    await checkMigrations(opened.database)
    await recordCall(opened.db, call, opened.config)
    return work(opened)
  })
}

/** The same for commands that make or examine the tables; nothing is written to the audit log. */
export async function withUncheckedDatabase<T>(call: Call, work: (opened: Opened) => Promise<T>): Promise<T> {
  const config = openConfig(call)
  const database = await openDatabase(config.string('database', 'sql_alchemy_conn'), {
    poolSize: config.integer('database', 'sql_alchemy_pool_size'),
  })
  try {
    return await work({ config, database, db: database.kysely })
  } finally {
    await database.close()
  }
}
