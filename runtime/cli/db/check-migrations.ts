import { setTimeout as sleep } from 'node:timers/promises'
import { Option } from 'commander'
import { DatabaseNotMigrated } from '../../db/errors.ts'
import { checkMigrations } from '../../db/migrate.ts'
import type { Call, Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { type Opened, withUncheckedDatabase } from '../frame/open.ts'
import { seconds } from '../frame/options.ts'

interface Options {
  readonly migrationWaitTimeout: number
}

/** `airflow db check-migrations`: waits, silently, until the tables are those of this program. */
export const command: Command<Options> = {
  options: [
    new Option('-t, --migration-wait-timeout <seconds>', 'Seconds to wait for the migrations')
      .argParser(seconds)
      .default(60),
  ],
  run: call => withUncheckedDatabase(call, opened => waitForMigrations(call, opened)),
}

async function waitForMigrations({ options }: Call<Options>, { database }: Opened): Promise<number> {
  const deadline = performance.now() + options.migrationWaitTimeout * 1000
  for (;;) {
    try {
      await checkMigrations(database)
      return 0
    } catch (error) {
      if (!(error instanceof DatabaseNotMigrated)) throw error
      if (performance.now() >= deadline) throw timeout(options, error)
    }
    await sleep(Math.min(1000, Math.max(0, deadline - performance.now())))
  }
}

const timeout = ({ migrationWaitTimeout }: Options, cause: Error): Error =>
  new CommandFailed(
    `TimeoutError: There are still unapplied migrations after ${migrationWaitTimeout} seconds. ${cause.message}`,
    { cause },
  )
