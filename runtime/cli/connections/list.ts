import { Option } from 'commander'
import { listConnections } from '../../db/connection.ts'
import { createFernet } from '../../db/fernet.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { printConnections } from './print-connections.ts'

interface Options extends OutputOptions {
  readonly connId?: string
}

/** `airflow connections list`: with passwords, as Airflow does; whoever may run it has the key to them anyway. */
export const command: Command<Options> = {
  options: [new Option('--conn-id <conn_id>', 'Only this connection'), outputOption()],
  run: call =>
    withDatabase(call, async ({ db, config }) => {
      const { connId } = call.options
      const connections = await listConnections(db, createFernet(config.string('core', 'fernet_key')))
      printConnections(
        connections.filter(connection => connId === undefined || connection.connId === connId),
        call,
      )
      return 0
    }),
}
