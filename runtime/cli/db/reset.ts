import { Option } from 'commander'
import { maskedUrl } from '../../config/database-url.ts'
import { resetDatabase } from '../../db/migrate.ts'
import { recordCall } from '../frame/audit.ts'
import type { Call, Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { type Opened, withUncheckedDatabase } from '../frame/open.ts'
import { type YesOptions, yesOption } from '../frame/options.ts'
import { ask } from '../input/prompt.ts'

/** `airflow db reset`: drops all tables of Airflow and makes them anew. */
export const command: Command<YesOptions> = {
  options: [yesOption(), new Option('-m, --use-migration-files', 'There is one way to migrate').hideHelp()],
  audit: 'resetdb',
  run: call => withUncheckedDatabase(call, opened => reset(call, opened)),
}

async function reset(call: Call<YesOptions>, { config, database, db }: Opened): Promise<number> {
  console.log(`DB: ${maskedUrl(config.string('database', 'sql_alchemy_conn'))}`)
  if (call.options.yes !== true && (await ask(QUESTION)).trim().toUpperCase() !== 'Y') return refused(call)
  await resetDatabase(database)
  await recordCall(db, call, config)
  return 0
}

const QUESTION = 'This will drop existing tables if they exist. Proceed? (y/n)'

function refused({ generation }: Call): number {
  if (generation === 2) throw new CommandFailed('Cancelled')
  console.log('Bail.')
  return 0
}
