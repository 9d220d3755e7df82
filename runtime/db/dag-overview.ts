import { sql } from 'kysely'
import type { DagRunKey } from '../model/keys.ts'
import type { DagRunState, MaybeState } from '../model/states.ts'
import { parseSqlTimestamp, parseSqlTimestampOrNull } from '../model/time.ts'
import { allOf, isOneOf } from './conditions.ts'
import type { Db } from './tables.ts'

/** A run with nothing but what a bar in a chart needs. */
export interface RunSummary extends DagRunKey {
  readonly state: DagRunState
  readonly runType: string
  readonly logicalDateMs: number
  readonly queuedAtMs: number | null
  readonly startDateMs: number | null
  readonly endDateMs: number | null
}

/**
 * The last runs of each of these DAGs, by logical date, the newest first. Each DAG is asked for in a branch of its own,
 * which the index on (dag_id, execution_date) answers without reading the older runs.
 */
export async function listLastRuns(db: Db, dagIds: readonly string[], most: number): Promise<RunSummary[]> {
  if (dagIds.length === 0) return []
  const branches = dagIds.map(
    dagId => sql`select * from (
      select dag_id, run_id, state, run_type, execution_date, queued_at, start_date, end_date from dag_run
      where dag_id = ${dagId} order by execution_date desc limit ${sql.lit(most)}) as last_runs`,
  )
  const { rows } = await sql<RunRow>`${sql.join(branches, sql` union all `)}`.execute(db)
  return rows.map(toSummary)
}

/** Task instances of these runs, counted by state. */
export async function countTaskStates(
  db: Db,
  runs: readonly DagRunKey[],
): Promise<readonly (DagRunKey & { readonly state: MaybeState; readonly count: number })[]> {
  if (runs.length === 0) return []
  const rows = await db
    .selectFrom('task_instance')
    .select(['dag_id', 'run_id', 'state', all => all.fn.countAll<number>().as('count')])
    .where(one => one.or(runs.map(({ dagId, runId }) => one.and({ dag_id: dagId, run_id: runId }))))
    .groupBy(['dag_id', 'run_id', 'state'])
    .execute()
  return rows.map(row => ({ dagId: row.dag_id, runId: row.run_id, state: row.state, count: Number(row.count) }))
}

/** Condition on `dag`. */
export const hasUnfinishedRun = sql<boolean>`exists (
  select 1 from dag_run where dag_run.dag_id = dag.dag_id and dag_run.state in ('queued', 'running'))`

/** Condition on `dag`: the run of its newest logical date. */
export const hasFailedLast = sql<boolean>`'failed' = (
  select dag_run.state from dag_run where dag_run.dag_id = dag.dag_id order by dag_run.execution_date desc limit 1)`

/** What these active DAGs (all when absent) are tagged with, and who owns them; in order. */
export async function listDagLabels(
  db: Db,
  dagIds: readonly string[] | undefined,
): Promise<{ readonly tags: readonly string[]; readonly owners: readonly string[] }> {
  const tags = await db
    .selectFrom('dag_tag')
    .innerJoin('dag', 'dag.dag_id', 'dag_tag.dag_id')
    .select('dag_tag.name')
    .distinct()
    .where('dag.is_active', '=', 1)
    .where(allOf(isOneOf('dag.dag_id', dagIds)))
    .orderBy('dag_tag.name')
    .execute()
  const owners = await db
    .selectFrom('dag')
    .select('owners')
    .distinct()
    .where('is_active', '=', 1)
    .where(allOf(isOneOf('dag.dag_id', dagIds)))
    .execute()
  const names = owners.flatMap(row => row.owners?.split(',') ?? []).map(name => name.trim())
  return { tags: tags.map(row => row.name), owners: [...new Set(names)].filter(name => name !== '').sort() }
}

/** One row per task of a run and state: what a grid is drawn from. */
export async function listGridStates(
  db: Db,
  dagId: string,
  runIds: readonly string[],
): Promise<readonly { readonly run_id: string; readonly task_id: string; readonly state: MaybeState }[]> {
  if (runIds.length === 0) return []
  return db
    .selectFrom('task_instance')
    .select(['run_id', 'task_id', 'state'])
    .where('dag_id', '=', dagId)
    .where(allOf(isOneOf('task_instance.run_id', runIds)))
    .execute()
}

interface RunRow {
  readonly dag_id: string
  readonly run_id: string
  readonly state: DagRunState
  readonly run_type: string
  readonly execution_date: string
  readonly queued_at: string | null
  readonly start_date: string | null
  readonly end_date: string | null
}

const toSummary = (row: RunRow): RunSummary => ({
  dagId: row.dag_id,
  runId: row.run_id,
  state: row.state,
  runType: row.run_type,
  logicalDateMs: parseSqlTimestamp(row.execution_date),
  queuedAtMs: parseSqlTimestampOrNull(row.queued_at),
  startDateMs: parseSqlTimestampOrNull(row.start_date),
  endDateMs: parseSqlTimestampOrNull(row.end_date),
})
