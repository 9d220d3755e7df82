import { Option } from 'commander'
import { maskedUrl } from '../../config/database-url.ts'
import { migrate } from '../../db/migrate.ts'
import { DEFAULT_POOL, findPool, savePool } from '../../db/pool.ts'
import { recordCall } from '../frame/audit.ts'
import type { Call, Command } from '../frame/command.ts'
import { type Opened, withUncheckedDatabase } from '../frame/open.ts'

/** `airflow db migrate`, and by their older names `db init`, `db upgrade`, `initdb`, `upgradedb`. */
export const command: Command = {
  options: [
    new Option('--no-reserialize-dags', 'There is nothing to serialize again: the scheduler does').hideHelp(),
    new Option('-m, --use-migration-files', 'There is one way to migrate').hideHelp(),
  ],
  audit: 'migratedb',
  run: call => withUncheckedDatabase(call, opened => migrateAndSay(call, opened)),
}

async function migrateAndSay(call: Call, opened: Opened): Promise<number> {
  const url = maskedUrl(opened.config.string('database', 'sql_alchemy_conn'))
  console.log(`DB: ${url}`)
  if (call.path !== 'db init') console.log(`Performing upgrade to the metadata database ${url}`)
  await migrateDatabase(opened)
  await recordCall(opened.db, call, opened.config)
  console.log(closingWords(call))
  return 0
}

/** Creates or updates the tables; a new database gets a default_pool as large as the configuration says. */
export async function migrateDatabase({ database, db, config }: Opened): Promise<void> {
  const { applied } = await migrate(database)
  const isNew = applied.includes('0001_airflow_2_10')
  const pool = isNew ? await findPool(db, DEFAULT_POOL) : null
  if (pool !== null) await savePool(db, { ...pool, slots: config.integer('core', 'default_pool_task_slot_count') })
}

function closingWords({ path, generation }: Call): string {
  if (generation === 1) return 'Done.'
  return path === 'db init' ? 'Initialization done' : 'Database migrating done!'
}
