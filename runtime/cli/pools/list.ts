import { listPools } from '../../db/pool.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { printPools } from './print-pools.ts'

/** `airflow pools list` */
export const command: Command<OutputOptions> = {
  options: [outputOption()],
  run: call =>
    withDatabase(call, async ({ db }) => {
      printPools(await listPools(db), call)
      return 0
    }),
}
