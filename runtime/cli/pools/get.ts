import { findPool } from '../../db/pool.ts'
import type { Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { printPools } from './print-pools.ts'

/** `airflow pools get NAME`; 1.10 says that there is none and exits with 0. */
export const command: Command<OutputOptions> = {
  positionals: ['<name>'],
  options: [outputOption()],
  run: call =>
    withDatabase(call, async ({ db }) => {
      const [name = ''] = call.args
      const pool = await findPool(db, name)
      if (pool !== null) printPools([pool], call)
      else if (call.generation === 1) console.error(`Pool '${name}' doesn't exist`)
      else throw new CommandFailed(`Pool ${name} does not exist`)
      return 0
    }),
}
