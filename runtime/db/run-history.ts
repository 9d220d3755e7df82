import { sql } from 'kysely'
import type { DagRunState } from '../model/states.ts'
import { parseSqlTimestamp, sqlTimestamp } from '../model/time.ts'
import { allOf, isOneOf } from './conditions.ts'
import type { Db } from './tables.ts'

/** How many runs began within one hour and are now in that state. */
export interface RunsOfHour {
  /** The beginning of the hour, of UTC. */
  readonly atMs: number
  readonly state: DagRunState
  readonly count: number
}

/** Runs of these DAGs (all when absent) that began since then, or that came and have not begun. */
export async function countRunsByHour(
  db: Db,
  sinceMs: number,
  dagIds: readonly string[] | undefined,
): Promise<RunsOfHour[]> {
  const began = sql<string>`coalesce(${sql.ref('start_date')}, ${sql.ref('queued_at')})`
  const hour = sql<string>`substr(cast(${began} as char(26)), 1, 13)`
  const rows = await db
    .selectFrom('dag_run')
    .select(all => ['state', hour.as('hour'), all.fn.countAll<number>().as('runs')])
    .where(began, '>=', sqlTimestamp(sinceMs))
    .where(allOf(isOneOf('dag_run.dag_id', dagIds)))
    .groupBy(['state', hour])
    .execute()
  return rows.map(row => ({
    atMs: parseSqlTimestamp(`${row.hour}:00:00`),
    state: row.state as DagRunState,
    count: Number(row.runs),
  }))
}
