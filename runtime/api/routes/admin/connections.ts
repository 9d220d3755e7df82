import {
  type Connection,
  deleteConnection,
  findStoredConnection,
  listConnections,
  type StoredConnection,
  saveConnection,
} from '../../../db/connection.ts'
import type { Db } from '../../../db/tables.ts'
import { change } from '../../change.ts'
import { checkConnection } from '../../connection-check/check-connection.ts'
import { givenFields, MASK_FIELD } from '../../input/given-fields.ts'
import { checkKey, KEY_FIELD } from '../../input/key-field.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { badRequest, notFound, Problem } from '../../problem.ts'
import { type Route, route, type ServerParts } from '../../route.ts'
import { fernetOf, hasMask, hiddenNames, sensitiveNames, unreadable, withSecretsOf } from '../../secrets.ts'
import { CONNECTION_SHAPE, CONNECTIONS_SHAPE, connectionItemView, connectionView } from '../../views/connection.ts'
import { inOrder, pageOfRows } from '../../views/rows.ts'
import { BOOLEAN, object, TEXT } from '../../views/shape.ts'

const TEXT_FIELD = { type: 'string', nullable: true } as const
const FIELDS = {
  connection_id: KEY_FIELD,
  conn_type: { type: 'string', minLength: 1, maxLength: 500 },
  description: TEXT_FIELD,
  host: { ...TEXT_FIELD, maxLength: 500 },
  login: TEXT_FIELD,
  schema: { ...TEXT_FIELD, maxLength: 500 },
  port: { type: 'integer', nullable: true },
  password: { ...TEXT_FIELD, description: 'Never shown again.' },
  extra: { ...TEXT_FIELD, description: 'JSON text by convention; secrets in it are shown as ***.' },
} as const
const NEW_BODY = { properties: FIELDS, required: ['connection_id', 'conn_type'] } as const

export const connectionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/connections',
    operationId: 'get_connections',
    summary: 'List connections',
    tag: 'Connection',
    access: ['can_read', 'Connections'],
    query: { ...PAGE_FIELDS, order_by: ORDER_FIELD },
    answer: CONNECTIONS_SHAPE,
    handle: async ({ parts, query }) => {
      const connections = await listConnections(parts.database.kysely, fernetOf(parts.config))
      const order = orderOf(query.order_by, {
        allowed: ORDERS,
        fallback: 'id',
        aliases: { connection_id: 'connId', conn_type: 'connType' },
      })
      const rows = pageOfRows(inOrder(connections, order), pageOf(parts.config, query))
      return { connections: rows.map(connectionItemView), total_entries: connections.length }
    },
  }),
  route({
    method: 'POST',
    path: '/connections',
    operationId: 'post_connection',
    summary: 'Add a connection',
    tag: 'Connection',
    access: ['can_create', 'Connections'],
    body: NEW_BODY,
    answer: CONNECTION_SHAPE,
    handle: async call => {
      const { parts, body } = call
      checkKey(body.connection_id, 'connection_id')
      const added = await change(call, {}, async db => {
        if ((await find(parts, body.connection_id, db)) !== null)
          throw new Problem(409, { detail: `Connection already exist. ID: ${body.connection_id}` })
        await saveConnection(db, fernetOf(parts.config), { ...EMPTY, ...columnsOf(body) } as Connection)
        const connection = await requireConnection(parts, body.connection_id, db)
        return { result: connection, wake: [], before: null, after: audited(parts, connection) }
      })
      return connectionView(added, hiddenNames(parts.config))
    },
  }),
  route({
    method: 'POST',
    path: '/connections/test',
    operationId: 'test_connection',
    summary: 'Try whether a connection can be made; nothing is stored',
    tag: 'Connection',
    access: ['can_create', 'Connections'],
    body: { properties: FIELDS, required: ['conn_type'] },
    answer: object({ status: BOOLEAN, message: TEXT }),
    handle: async ({ parts, body }) => {
      if (parts.config.string('core', 'test_connection') !== 'Enabled')
        throw new Problem(403, {
          detail:
            'Testing connections is disabled in Airflow configuration. Contact your deployment admin to enable it.',
        })
      return checkConnection(await withStoredSecrets(parts, { ...EMPTY, ...columnsOf(body) } as Connection))
    },
  }),
  route({
    method: 'GET',
    path: '/connections/{connection_id}',
    operationId: 'get_connection',
    summary: 'One connection, without its secrets',
    tag: 'Connection',
    access: ['can_read', 'Connections'],
    answer: CONNECTION_SHAPE,
    handle: async ({ parts, params }) =>
      connectionView(await requireConnection(parts, params.connection_id), hiddenNames(parts.config)),
  }),
  route({
    method: 'PATCH',
    path: '/connections/{connection_id}',
    operationId: 'patch_connection',
    summary: 'Change a connection',
    tag: 'Connection',
    access: ['can_edit', 'Connections'],
    query: { update_mask: MASK_FIELD },
    body: { properties: FIELDS },
    answer: CONNECTION_SHAPE,
    handle: async call => {
      const { parts, params, query, body } = call
      const changed = await change(call, {}, async db => {
        const before = await requireConnection(parts, params.connection_id, db)
        if (body.connection_id !== undefined && body.connection_id !== before.connId)
          throw badRequest('The connection_id cannot be updated.')
        const fields = givenFields(body, query.update_mask, { fixed: ['connection_id'] })
        refuseUnreadable(before, fields)
        await saveConnection(db, fernetOf(parts.config), withSecrets({ ...before, ...columnsOf(fields) }, before))
        const after = await requireConnection(parts, params.connection_id, db)
        return { result: after, wake: [], before: audited(parts, before), after: audited(parts, after) }
      })
      return connectionView(changed, hiddenNames(parts.config))
    },
  }),
  route({
    method: 'DELETE',
    path: '/connections/{connection_id}',
    operationId: 'delete_connection',
    summary: 'Delete a connection',
    tag: 'Connection',
    access: ['can_delete', 'Connections'],
    handle: call =>
      change(call, {}, async db => {
        const before = await requireConnection(call.parts, call.params.connection_id, db)
        await deleteConnection(db, before.connId)
        return { result: null, wake: [], before: audited(call.parts, before), after: null }
      }),
  }),
]

const ORDERS: readonly ('id' | 'connId' | 'connType' | 'description' | 'host' | 'port')[] = [
  'id',
  'description',
  'host',
  'port',
]

const EMPTY: Omit<Connection, 'connId' | 'connType'> = {
  description: null,
  host: null,
  schema: null,
  login: null,
  password: null,
  port: null,
  extra: null,
}

const COLUMNS = {
  connection_id: 'connId',
  conn_type: 'connType',
  description: 'description',
  host: 'host',
  login: 'login',
  schema: 'schema',
  port: 'port',
  password: 'password',
  extra: 'extra',
} as const satisfies Record<keyof typeof FIELDS, keyof Connection>

/** What the fields of a body are to us. */
const columnsOf = (fields: { readonly [name: string]: unknown }): Partial<Connection> =>
  Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([field, column]) =>
      fields[field] === undefined ? [] : [[column, fields[field]] as const],
    ),
  )

const find = ({ config, database }: ServerParts, connId: string, db: Db = database.kysely) =>
  findStoredConnection(db, fernetOf(config), connId)

async function requireConnection(parts: ServerParts, connId: string, db?: Db): Promise<StoredConnection> {
  const connection = await find(parts, connId, db)
  if (connection === null)
    throw notFound('Connection not found', `The Connection with connection_id: \`${connId}\` was not found`)
  return connection
}

/** The password is only written, so that a client which does not name it leaves it as it is. */
const withSecrets = <C extends Connection>(connection: C, before: Connection): C => ({
  ...connection,
  password: connection.password === null ? null : withSecretsOf(connection.password, before.password),
  extra: connection.extra === null ? null : withSecretsOf(connection.extra, before.extra),
})

/** A secret that cannot be decrypted is written anew, or the connection stays as it is. @throws Problem 409 */
function refuseUnreadable(before: StoredConnection, fields: { readonly [name: string]: unknown }): void {
  const isKept = (given: unknown): boolean => given === undefined || (typeof given === 'string' && hasMask(given))
  if (before.isEncrypted && before.password === null && isKept(fields['password'])) throw unreadable('password')
  if (before.isExtraEncrypted && before.extra === null && isKept(fields['extra'])) throw unreadable('extra')
}

/**
 * A form that shows a stored connection tests it without having seen its secrets. They are sent to the stored address
 * only, never to another one that somebody writes beside them.
 */
async function withStoredSecrets(parts: ServerParts, connection: Connection): Promise<Connection> {
  const stored = await find(parts, connection.connId ?? '')
  const isStored = stored !== null && PLACE.every(column => stored[column] === connection[column])
  return isStored ? withSecrets(connection, stored) : connection
}

const PLACE = ['connType', 'host', 'port', 'schema', 'login'] as const

const audited = ({ config }: ServerParts, connection: StoredConnection) =>
  connectionView(connection, sensitiveNames(config))
