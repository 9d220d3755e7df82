import type { StoredConnection } from '../../db/connection.ts'
import { type IsSensitive, MASK, redactJson } from '../../service/redact.ts'
import { collection, INTEGER, nullable, object, TEXT } from './shape.ts'

/** Airflow's ConnectionCollectionItem. */
export const connectionItemView = (connection: StoredConnection) => ({
  connection_id: connection.connId,
  conn_type: connection.connType,
  description: connection.description,
  host: connection.host,
  login: connection.login,
  schema: connection.schema,
  port: connection.port,
})

/** Airflow's Connection: the password is never shown, and of the extra no secrets. */
export const connectionView = (connection: StoredConnection, isHidden: IsSensitive) => ({
  ...connectionItemView(connection),
  extra: connection.extra === null ? null : shownExtra(connection.extra, isHidden),
})

/** What is no JSON may be a secret as a whole. */
function shownExtra(extra: string, isHidden: IsSensitive): string {
  return extra === '' || !isHidden('password') ? extra : (redactJson(extra, isHidden) ?? MASK)
}

const FIELDS = {
  connection_id: TEXT,
  conn_type: TEXT,
  description: nullable(TEXT),
  host: nullable(TEXT),
  login: nullable(TEXT),
  schema: nullable(TEXT),
  port: nullable(INTEGER),
}

export const CONNECTION_SHAPE = object({ ...FIELDS, extra: nullable(TEXT) })

export const CONNECTIONS_SHAPE = collection('connections', object(FIELDS))
