import type { StoredConnection } from '../../db/connection.ts'
import { formatConnectionUri } from '../../db/connection-uri.ts'
import type { Call } from '../frame/command.ts'
import type { OutputOptions } from '../frame/options.ts'
import { printRows } from '../output/print-rows.ts'
import { type Printable, pythonRepr } from '../output/python-text.ts'
import type { Row } from '../output/tables.ts'
import { boxedTable } from '../output/tables.ts'

export function printConnections(
  connections: readonly StoredConnection[],
  { generation, options }: Call<OutputOptions>,
): void {
  if (generation === 1) console.log(boxedTable(LEGACY_COLUMNS, connections.map(legacyCells)))
  else printRows(connections.map(toRow), options.output)
}

function toRow(connection: StoredConnection): Row {
  return {
    id: connection.id,
    conn_id: connection.connId,
    conn_type: connection.connType,
    description: connection.description,
    host: connection.host,
    schema: connection.schema,
    login: connection.login,
    password: connection.password,
    port: connection.port,
    is_encrypted: connection.isEncrypted,
    is_extra_encrypted: connection.isExtraEncrypted,
    extra_dejson: extraOf(connection),
    get_uri: formatConnectionUri(connection),
  }
}

/** As Airflow's extra_dejson: what is not JSON counts as nothing. */
function extraOf({ extra }: StoredConnection): Printable {
  try {
    return extra ? (JSON.parse(extra) as Printable) : {}
  } catch {
    return {}
  }
}

const LEGACY_COLUMNS = ['Conn Id', 'Conn Type', 'Host', 'Port', 'Is Encrypted', 'Is Extra Encrypted', 'Extra']

const legacyCells = (connection: StoredConnection): string[] =>
  [
    connection.connId,
    connection.connType,
    connection.host,
    connection.port,
    connection.isEncrypted,
    connection.isExtraEncrypted,
    connection.extra,
  ].map(pythonRepr)
