import { Option } from 'commander'
import { savePool } from '../../db/pool.ts'
import type { Command } from '../frame/command.ts'
import { InvalidArgument } from '../frame/errors.ts'
import { withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { printPools } from './print-pools.ts'

interface Options extends OutputOptions {
  readonly includeDeferred?: boolean
}

/** `airflow pools set NAME SLOTS DESCRIPTION`: creates the pool or changes it; -1 slots are no limit. */
export const command: Command<Options> = {
  positionals: ['<name>', '<slots>', '<description>'],
  options: [new Option('--include-deferred', 'Include deferred tasks in calculations for Pool'), outputOption()],
  audit: 'pool_set',
  run: call => {
    const [name = '', slots = '', description = ''] = call.args
    if (!/^-?\d+$/.test(slots))
      throw new InvalidArgument('slots', { got: slots, expected: 'a whole number, -1 for no limit' })
    const pool = { name, slots: Number(slots), description, includeDeferred: call.options.includeDeferred === true }
    return withDatabase(call, async ({ db }) => {
      await savePool(db, pool)
      if (call.generation === 1) printPools([pool], call)
      else console.log(`Pool ${name} created`)
      return 0
    })
  },
}
