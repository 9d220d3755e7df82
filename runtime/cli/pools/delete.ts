import { deletePool } from '../../db/pool.ts'
import type { Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { withDatabase } from '../frame/open.ts'

/** `airflow pools delete NAME` */
export const command: Command = {
  positionals: ['<name>'],
  audit: 'pool_delete',
  run: call =>
    withDatabase(call, async ({ db }) => {
      const [name = ''] = call.args
      if (await deletePool(db, name)) console.log(`Pool ${name} deleted`)
      else if (call.generation === 1) console.error(`Pool '${name}' doesn't exist`)
      else throw new CommandFailed(`Pool ${name} does not exist`)
      return 0
    }),
}
