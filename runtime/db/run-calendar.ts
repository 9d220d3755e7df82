import { sql } from 'kysely'
import type { DagRunState } from '../model/states.ts'
import { parseSqlTimestamp, sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'

/** How many runs have a logical date within one hour, or one minute, and are in that state. */
export interface RunsOfTime {
  /** The beginning of the hour, or of the minute. */
  readonly atMs: number
  readonly state: DagRunState
  readonly count: number
}

/** How much of `2026-11-24 13:05:09` tells them apart, and what makes a time of it again. */
const UNITS = {
  hour: { letters: 13, rest: ':00:00' },
  minute: { letters: 16, rest: ':00' },
} as const

interface Counting {
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
  readonly by: keyof typeof UNITS
}

/** The runs of a DAG by their logical date. */
export async function countRunsByLogicalDate(
  db: Db,
  dagId: string,
  { fromMs, toMs, by }: Counting,
): Promise<RunsOfTime[]> {
  const { letters, rest } = UNITS[by]
  const time = sql<string>`substr(cast(${sql.ref('execution_date')} as char(26)), 1, ${sql.lit(letters)})`
  const rows = await db
    .selectFrom('dag_run')
    .select(all => ['state', time.as('time'), all.fn.countAll<number>().as('runs')])
    .where('dag_id', '=', dagId)
    .where('execution_date', '>=', sqlTimestamp(fromMs))
    .where('execution_date', '<', sqlTimestamp(toMs))
    .groupBy(['state', time])
    .execute()
  return rows.map(row => ({
    atMs: parseSqlTimestamp(`${row.time}${rest}`),
    state: row.state as DagRunState,
    count: Number(row.runs),
  }))
}

/** The first and the last logical date of a DAG's runs; null where it has none. */
export async function findLogicalDateSpan(
  db: Db,
  dagId: string,
): Promise<{ readonly firstMs: number; readonly lastMs: number } | null> {
  const { first, last } = await db
    .selectFrom('dag_run')
    .select(all => [all.fn.min('execution_date').as('first'), all.fn.max('execution_date').as('last')])
    .where('dag_id', '=', dagId)
    .executeTakeFirstOrThrow()
  return first === null || last === null ? null : { firstMs: parseSqlTimestamp(first), lastMs: parseSqlTimestamp(last) }
}
