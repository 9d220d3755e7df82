import { listConnections, type StoredConnection } from '../../../db/connection.ts'
import type { IsSensitive } from '../../../service/redact.ts'
import { CHECKED_TYPES } from '../../connection-check/check-connection.ts'
import { PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { type Route, route } from '../../route.ts'
import { fernetOf, hiddenNames } from '../../secrets.ts'
import { connectionView } from '../../views/connection.ts'
import { pageOfRows } from '../../views/rows.ts'
import type { ConnectionLine, ConnectionList } from '../contract/connections.ts'
import { matches, SEARCH_FIELD } from './matching.ts'

export const connectionPageRoute: Route = route({
  method: 'GET',
  path: '/ui/connections',
  operationId: 'ui_connections',
  summary: 'Connections by id, without their secrets, and what can be done with them',
  tag: 'Pages',
  access: ['can_read', 'Connections'],
  query: { ...PAGE_FIELDS, search: SEARCH_FIELD },
  handle: async ({ parts: { config, database }, query }): Promise<ConnectionList> => {
    const all = await listConnections(database.kysely, fernetOf(config))
    const found = all.filter(({ connId, connType, host, login, description }) =>
      matches(query.search, connId, connType, host, login, description),
    )
    const isHidden = hiddenNames(config)
    return {
      connections: pageOfRows(found, pageOf(config, query)).map(connection => lineOf(connection, isHidden)),
      total: found.length,
      all: all.length,
      types: typesBeside(all).map(name => ({ name, isChecked: CHECKED_TYPES.includes(name) })),
      testing: config.string('core', 'test_connection') as ConnectionList['testing'],
    }
  },
})

function lineOf(connection: StoredConnection, isHidden: IsSensitive): ConnectionLine {
  const { connId, connType, description, host, schema, login, port, isEncrypted } = connection
  const { extra } = connectionView(connection, isHidden)
  // A password that cannot be decrypted is there all the same.
  const hasPassword = isEncrypted || Boolean(connection.password)
  const isUnreadable =
    (isEncrypted && connection.password === null) || (connection.isExtraEncrypted && connection.extra === null)
  return { connId, connType, description, host, schema, login, port, extra, hasPassword, isEncrypted, isUnreadable }
}

/** Those that are checked, those of Airflow's providers that people use most, and those in use. */
const typesBeside = (connections: readonly StoredConnection[]): readonly string[] =>
  [...new Set([...CHECKED_TYPES, ...FAMILIAR_TYPES, ...connections.map(({ connType }) => connType)])].sort()

const FAMILIAR_TYPES = [
  'aws',
  'elasticsearch',
  'fs',
  'ftp',
  'generic',
  'google_cloud_platform',
  'mongo',
  'postgres',
  'redis',
  'slack',
  'smtp',
] as const
