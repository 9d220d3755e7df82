import type { DatabaseServer } from '../servers/mariadb.ts'
import type { Servers } from './servers.ts'

/** What a workload cost the servers, by their own counters. */
export interface ServerWork {
  /** Rows inserted, updated and deleted. */
  readonly rowWrites: number
  /** The same by table, where the server can tell (MariaDB). */
  readonly rowWritesOfTables: Readonly<Record<string, number>>
  readonly commits: number
  readonly statements: number
  /** Messages that clients published, of whatever kind. */
  readonly published: number
}

/** Counts while the work is done. Asking RabbitMQ costs a second of CPU: do not time what is counted. */
export async function counted({ database, broker }: Servers, work: () => Promise<unknown>): Promise<ServerWork> {
  const countsTables = database.version.includes('MariaDB')
  if (countsTables) await database.query('SET GLOBAL userstat = 1')
  const before = { counters: await countersOf(database), tables: await tablesOf(database, countsTables) }
  const publishedBefore = broker.published()
  await work()
  const published = broker.published() - publishedBefore
  const after = { counters: await countersOf(database), tables: await tablesOf(database, countsTables) }
  if (countsTables) await database.query('SET GLOBAL userstat = 0')
  const counters = difference(after.counters, before.counters)
  const rowWritesOfTables = difference(after.tables, before.tables)
  const sumOf = (names: readonly string[]) => names.reduce((sum, name) => sum + (counters[name] ?? 0), 0)
  const rows = Object.values(rowWritesOfTables).reduce((sum, count) => sum + count, 0)
  return {
    // MariaDB counts an update for every row of a window function, which changes no table.
    rowWrites: countsTables ? rows : sumOf(['Handler_write', 'Handler_update', 'Handler_delete']),
    rowWritesOfTables,
    commits: sumOf(['Handler_commit']),
    statements: sumOf(['Com_select', 'Com_insert', 'Com_update', 'Com_delete']),
    published,
  }
}

/** What grew, and by how much. */
export function difference(after: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>) {
  const grown = Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)] as const)
  return Object.fromEntries(grown.filter(([, growth]) => growth > 0))
}

async function countersOf(database: DatabaseServer): Promise<Record<string, number>> {
  const rows = await database.query<{ Variable_name: string; Value: string }>('SHOW GLOBAL STATUS')
  return Object.fromEntries(rows.map(row => [row.Variable_name, Number(row.Value)]))
}

async function tablesOf(database: DatabaseServer, countsTables: boolean): Promise<Record<string, number>> {
  if (!countsTables) return {}
  const rows = await database.query<{ name: string; changed: number }>(
    'SELECT TABLE_NAME AS name, ROWS_CHANGED AS changed FROM information_schema.TABLE_STATISTICS',
  )
  return Object.fromEntries(rows.map(row => [row.name, Number(row.changed)]))
}
