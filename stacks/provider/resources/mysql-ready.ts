import { hostAccess, triggers } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import type { Host } from '../host/host.ts'
import { ANOTHER_MYSQL, mysqlServer, nameOf, readyTimeout, withMysql } from '../services/mysql.ts'
import { waitForService } from '../services/wait-for-service.ts'
import type { MysqlReadyInputs, MysqlReadyOutputs, MysqlServer } from '../types/services.ts'

type Inputs = Required<MysqlReadyInputs>

/** A gate: it has nothing to delete, and is open while the server serves. */
export const mysqlReady: Resource<Inputs, MysqlReadyOutputs> = {
  fields: { host: hostAccess, server: mysqlServer, timeoutSeconds: readyTimeout, triggers },
  computed: ['version', 'serverUuid'],
  replaceOn: [...ANOTHER_MYSQL],
  inert: ['host', 'server', 'timeoutSeconds'],
  id: ({ host, server }) => `${host.address}:${server.address ?? '127.0.0.1'}:${server.port ?? 3306}`,
  create: wait,
  read: async (_context, recorded) => recorded,
  update: wait,
  delete: async () => undefined,
}

interface Sighting extends MysqlReadyOutputs {
  readonly startedAtMs: number
}

async function wait({ openHost, signal }: Context, inputs: Inputs): Promise<MysqlReadyOutputs> {
  const { server, timeoutSeconds } = inputs
  const host = openHost(inputs.host)
  const waiting = { signal, timeoutMs: timeoutSeconds * 1000, restMs: 2_000, what: nameOf(host, server) }
  const { version, serverUuid } = await waitForService(waiting, () => look(host, server), isSame)
  return { version, serverUuid }
}

/** The image starts a first server to set things up, and then the one that stays: it must be the same one twice. */
function isSame(now: Sighting, before: Sighting | null): boolean {
  if (before === null || before.serverUuid !== now.serverUuid) return false
  return Math.abs(now.startedAtMs - before.startedAtMs) < 1_900
}

function look(host: Host, server: MysqlServer): Promise<Sighting> {
  return withMysql(host, server, async sql => {
    const variables = await sql.rows(
      "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version', 'server_uuid', 'hostname')",
    )
    const [uptime] = await sql.rows("SHOW GLOBAL STATUS LIKE 'Uptime'")
    const variable = (name: string) => variables.find(row => row['Variable_name'] === name)?.['Value']
    return {
      version: String(variable('version')),
      // MariaDB has none.
      serverUuid: String(variable('server_uuid') ?? variable('hostname')),
      startedAtMs: Date.now() - Number(uptime?.['Value']) * 1000,
    }
  })
}
