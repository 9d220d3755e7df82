import { findConnection, type StoredConnection } from '../../db/connection.ts'
import { parseConnection } from '../../db/connection-uri.ts'
import { createFernet } from '../../db/fernet.ts'
import type { Call, Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { printConnections } from './print-connections.ts'

/** `airflow connections get ID`: from AIRFLOW_CONN_ID, else from the database. */
export const command: Command<OutputOptions> = {
  positionals: ['<conn_id>'],
  options: [outputOption()],
  run: call =>
    withDatabase(call, async opened => {
      const connection = await read(call, opened)
      if (connection === null) throw new CommandFailed('Connection not found.')
      printConnections([connection], call)
      return 0
    }),
}

async function read({ args: [connId = ''], env }: Call, { db, config }: Opened): Promise<StoredConnection | null> {
  const text = env[`AIRFLOW_CONN_${connId.toUpperCase()}`]
  if (text !== undefined) return { ...parseConnection(connId, text), ...NOT_STORED }
  return findConnection(db, createFernet(config.string('core', 'fernet_key')), connId)
}

const NOT_STORED = { id: 0, isEncrypted: false, isExtraEncrypted: false } as const
