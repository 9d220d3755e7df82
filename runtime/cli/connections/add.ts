import { Option } from 'commander'
import { type Connection, findConnection, saveConnection } from '../../db/connection.ts'
import { createFernet } from '../../db/fernet.ts'
import type { Call, Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { wholeNumber } from '../frame/options.ts'
import { type AddOptions, connectionOf } from './connection-of.ts'

/** `airflow connections add ID` from a URI, from JSON, or from parts; one that exists is left alone. */
export const command: Command<AddOptions> = {
  positionals: ['<conn_id>'],
  options: [
    new Option('--conn-uri <uri>', 'Connection URI, required to add a connection without conn_type'),
    new Option('--conn-json <json>', 'Connection JSON, required to add a connection using JSON'),
    new Option('--conn-type <type>', 'Connection type, required to add a connection without conn_uri'),
    new Option('--conn-description <text>', 'Connection description'),
    new Option('--conn-host <host>', 'Connection host'),
    new Option('--conn-login <login>', 'Connection login'),
    new Option('--conn-password <password>', 'Connection password'),
    new Option('--conn-schema <schema>', 'Connection schema'),
    new Option('--conn-port <port>', 'Connection port').argParser(wholeNumber),
    new Option('--conn-extra <json>', 'Connection `Extra` field'),
  ],
  audit: 'connections_add',
  run: call => {
    const connection = connectionOf(call.args[0] ?? '', call.options)
    return withDatabase(call, opened => add(connection, call, opened))
  },
}

async function add(connection: Connection, call: Call<AddOptions>, { db, config }: Opened): Promise<number> {
  const fernet = createFernet(config.string('core', 'fernet_key'))
  if ((await findConnection(db, fernet, connection.connId)) !== null) return refuse(connection, call)
  await saveConnection(db, fernet, connection)
  const tab = call.generation === 1 ? '\t' : ''
  console.log(`${tab}Successfully added \`conn_id\`=${connection.connId} : ${maskedUri(connection)}`)
  return 0
}

function refuse({ connId }: Connection, { generation }: Call): number {
  const message = `A connection with \`conn_id\`=${connId} already exists`
  if (generation === 2) throw new CommandFailed(`${message}.`)
  console.log(`\t${message}`)
  return 0
}

function maskedUri({ connType, login, password, host, port, schema }: Connection): string {
  const secret = password ? '******' : ''
  return `${connType}://${login ?? ''}:${secret}@${host ?? ''}:${port ?? ''}${schema ? `/${schema}` : ''}`
}
