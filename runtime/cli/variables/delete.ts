import { deleteVariable } from '../../db/variable.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'

/** `airflow variables delete KEY`; one that is not there is no failure, as in Airflow. */
export const command: Command = {
  positionals: ['<key>'],
  audit: 'variables_delete',
  run: call =>
    withDatabase(call, async ({ db }) => {
      const [key = ''] = call.args
      if (!(await deleteVariable(db, key))) console.error(`Variable ${key} does not exist`)
      else if (call.generation === 2) console.log(`Variable ${key} deleted`)
      return 0
    }),
}
