import { listPools, type Pool } from '../../db/pool.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'
import { writeJsonObject } from '../input/json-file.ts'

/** `airflow pools export FILE` */
export const command: Command = {
  positionals: ['<file>'],
  run: call =>
    withDatabase(call, async ({ db }) => {
      const [file = ''] = call.args
      const pools = await listPools(db)
      writeJsonObject(file, Object.fromEntries(pools.map(pool => [pool.name, fieldsOf(pool)])))
      if (file !== '-') console.log(`Exported ${pools.length} pools to ${file}`)
      return 0
    }),
}

const fieldsOf = ({ slots, description, includeDeferred }: Pool) => ({
  slots,
  description,
  include_deferred: includeDeferred,
})
