import { deleteConnection } from '../../db/connection.ts'
import type { Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { withDatabase } from '../frame/open.ts'

/** `airflow connections delete ID`; 1.10 says that there is none and exits with 0. */
export const command: Command = {
  positionals: ['<conn_id>'],
  audit: 'connections_delete',
  run: call =>
    withDatabase(call, async ({ db }) => {
      const [connId = ''] = call.args
      const tab = call.generation === 1 ? '\t' : ''
      const missing = `${tab}Did not find a connection with \`conn_id\`=${connId}`
      if (await deleteConnection(db, connId))
        console.log(`${tab}Successfully deleted connection with \`conn_id\`=${connId}`)
      else if (call.generation === 2) throw new CommandFailed(missing)
      else console.log(missing)
      return 0
    }),
}
