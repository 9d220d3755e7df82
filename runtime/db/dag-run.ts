import type { Expression, ExpressionBuilder, Selectable, SqlBool } from 'kysely'
import { DagRunAlreadyExists } from '../model/errors.ts'
import type { DagRun, DagRunKey, JsonValue, RunType } from '../model/keys.ts'
import type { DataInterval } from '../model/schedule.ts'
import type { DagRunState } from '../model/states.ts'
import { isoFormat, parseSqlTimestamp, parseSqlTimestampOrNull, sqlTimestamp } from '../model/time.ts'
import { pickle, unpickle } from './pickle.ts'
import type { Db, Tables } from './tables.ts'

export interface NewDagRun extends DagRunKey {
  readonly state: DagRunState
  readonly runType: RunType
  readonly externalTrigger: boolean
  readonly logicalDateMs: number
  readonly interval: DataInterval
  readonly conf: Readonly<Record<string, JsonValue>>
  readonly dagHash: string
  readonly creatingJobId: number | null
  readonly queuedAtMs: number
}

/** @throws DagRunAlreadyExists when the DAG has a run of this run_id or logical date */
export async function insertDagRun(db: Db, run: NewDagRun): Promise<DagRun> {
  const executionDate = sqlTimestamp(run.logicalDateMs)
  const existing = await db
    .selectFrom('dag_run')
    .select(['run_id', 'execution_date'])
    .where('dag_id', '=', run.dagId)
    .where(where => where.or([where('run_id', '=', run.runId), where('execution_date', '=', executionDate)]))
    .executeTakeFirst()
  if (existing !== undefined)
    throw new DagRunAlreadyExists(run.dagId, existing.run_id, isoFormat(parseSqlTimestamp(existing.execution_date)))
  const template = await db
    .selectFrom('log_template')
    .select(max => max.fn.max('id').as('id'))
    .executeTakeFirst()
  await db
    .insertInto('dag_run')
    .values({
      dag_id: run.dagId,
      run_id: run.runId,
      queued_at: sqlTimestamp(run.queuedAtMs),
      execution_date: executionDate,
      state: run.state,
      creating_job_id: run.creatingJobId,
      external_trigger: run.externalTrigger ? 1 : 0,
      run_type: run.runType,
      conf: pickle(run.conf),
      data_interval_start: sqlTimestamp(run.interval.startMs),
      data_interval_end: sqlTimestamp(run.interval.endMs),
      dag_hash: run.dagHash,
      log_template_id: template?.id ?? null,
      updated_at: sqlTimestamp(run.queuedAtMs),
    })
    .execute()
  return (await findDagRun(db, run)) as DagRun
}

export async function findDagRun(db: Db, key: DagRunKey): Promise<DagRun | null> {
  const row = await db
    .selectFrom('dag_run')
    .selectAll()
    .where('dag_id', '=', key.dagId)
    .where('run_id', '=', key.runId)
    .executeTakeFirst()
  return row === undefined ? null : toDagRun(row)
}

export async function findDagRunByDate(db: Db, dagId: string, logicalDateMs: number): Promise<DagRun | null> {
  const row = await db
    .selectFrom('dag_run')
    .selectAll()
    .where('dag_id', '=', dagId)
    .where('execution_date', '=', sqlTimestamp(logicalDateMs))
    .executeTakeFirst()
  return row === undefined ? null : toDagRun(row)
}

/** Running runs of active DAGs, oldest logical date first. */
export async function listRunningRuns(db: Db): Promise<DagRunKey[]> {
  return keysOf(await activeRuns(db, 'running').execute())
}

/** Runs that wait to be started, oldest logical date first; those of paused DAGs wait on. */
export async function listQueuedRuns(db: Db): Promise<DagRunKey[]> {
  return keysOf(await activeRuns(db, 'queued').where('dag.is_paused', '=', 0).execute())
}

const activeRuns = (db: Db, state: DagRunState) =>
  db
    .selectFrom('dag_run')
    .innerJoin('dag', 'dag.dag_id', 'dag_run.dag_id')
    .select(['dag_run.dag_id', 'dag_run.run_id'])
    .where('dag_run.state', '=', state)
    .where('dag.is_active', '=', 1)
    .orderBy('dag_run.execution_date')
    .orderBy('dag_run.id')

const keysOf = (rows: readonly { readonly dag_id: string; readonly run_id: string }[]): DagRunKey[] =>
  rows.map(row => ({ dagId: row.dag_id, runId: row.run_id }))

/** How many runs of each DAG run (Airflow counts them against max_active_runs); DAGs without any are left out. */
export async function countRunningRuns(db: Db, dagIds: readonly string[]): Promise<Map<string, number>> {
  if (dagIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('dag_run')
    .select('dag_id')
    .select(count => count.fn.countAll<number>().as('running'))
    .where('dag_id', 'in', dagIds)
    .where('state', '=', 'running')
    .groupBy('dag_id')
    .execute()
  return new Map(rows.map(row => [row.dag_id, Number(row.running)]))
}

/** Number of queued and running runs of a DAG: new ones are created while it is below max_active_runs. */
export async function countUnfinishedRuns(db: Db, dagId: string): Promise<number> {
  const row = await db
    .selectFrom('dag_run')
    .select(count => count.fn.countAll<number>().as('unfinished'))
    .where('dag_id', '=', dagId)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow()
  return Number(row.unfinished)
}

export interface RunStateChange {
  readonly from: readonly DagRunState[]
  readonly to: DagRunState
  readonly atMs: number
}

/** Moves a run to another state, with the dates that belong to it; false when it was no longer in a `from` state. */
export async function changeRunState(db: Db, key: DagRunKey, change: RunStateChange): Promise<boolean> {
  const at = sqlTimestamp(change.atMs)
  const dates = {
    queued: { queued_at: at, start_date: null, end_date: null },
    running: { start_date: at, end_date: null },
  }
  const result = await db
    .updateTable('dag_run')
    .set({
      state: change.to,
      updated_at: at,
      ...(change.to in dates ? dates[change.to as keyof typeof dates] : { end_date: at }),
    })
    .where('dag_id', '=', key.dagId)
    .where('run_id', '=', key.runId)
    .where('state', 'in', change.from)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** queued -> running; @returns the runs that were still queued */
export async function startRuns(db: Db, runs: readonly DagRunKey[], atMs: number): Promise<readonly DagRunKey[]> {
  if (runs.length === 0) return []
  const at = sqlTimestamp(atMs)
  const { numUpdatedRows } = await db
    .updateTable('dag_run')
    .set({ state: 'running', start_date: at, end_date: null, updated_at: at })
    .where(isOfRuns(runs))
    .where('state', '=', 'queued')
    .executeTakeFirst()
  if (Number(numUpdatedRows) === runs.length) return runs
  const started = db.selectFrom('dag_run').select(['dag_id', 'run_id']).where(isOfRuns(runs))
  return keysOf(await started.where('state', '=', 'running').where('start_date', '=', at).execute())
}

/** One of these runs. */
export const isOfRuns =
  (keys: readonly DagRunKey[]) =>
  (where: ExpressionBuilder<Tables, 'dag_run'>): Expression<SqlBool> =>
    where.or(keys.map(({ dagId, runId }) => where.and({ 'dag_run.dag_id': dagId, 'dag_run.run_id': runId })))

/** Which version of the DAG the run's task instances were made for. */
export async function setRunDagHash(db: Db, key: DagRunKey, dagHash: string): Promise<void> {
  await db
    .updateTable('dag_run')
    .set({ dag_hash: dagHash })
    .where('dag_id', '=', key.dagId)
    .where('run_id', '=', key.runId)
    .execute()
}

/** The run of the same DAG before this one; `scheduledOnly` leaves out manual ones (Airflow: catchup DAGs). */
export async function findPreviousRun(db: Db, run: DagRun, scheduledOnly: boolean): Promise<DagRun | null> {
  const row = await db
    .selectFrom('dag_run')
    .selectAll()
    .where('dag_id', '=', run.dagId)
    .where('execution_date', '<', sqlTimestamp(run.logicalDateMs))
    .$if(scheduledOnly, query => query.where('run_type', '!=', 'manual'))
    .orderBy('execution_date', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : toDagRun(row)
}

/** The run that has this one as its previous run. */
export async function findNextRun(db: Db, run: DagRun, scheduledOnly: boolean): Promise<DagRunKey | null> {
  const row = await db
    .selectFrom('dag_run')
    .select(['dag_id', 'run_id'])
    .where('dag_id', '=', run.dagId)
    .where('execution_date', '>', sqlTimestamp(run.logicalDateMs))
    .$if(scheduledOnly, query => query.where('run_type', '!=', 'manual'))
    .orderBy('execution_date')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { dagId: row.dag_id, runId: row.run_id }
}

/** States of the DAG's last finished runs, newest first. */
export async function lastRunStates(db: Db, dagId: string, limit: number): Promise<DagRunState[]> {
  const rows = await db
    .selectFrom('dag_run')
    .select('state')
    .where('dag_id', '=', dagId)
    .where('state', 'in', ['success', 'failed'])
    .orderBy('execution_date', 'desc')
    .limit(limit)
    .execute()
  return rows.map(row => row.state as DagRunState)
}

/** Interval of the DAG's newest scheduled run: what its timetable goes on from. */
export async function lastScheduledInterval(db: Db, dagId: string): Promise<DataInterval | null> {
  const row = await db
    .selectFrom('dag_run')
    .select(['execution_date', 'data_interval_start', 'data_interval_end'])
    .where('dag_id', '=', dagId)
    .where('run_type', 'in', ['scheduled', 'backfill'])
    .orderBy('execution_date', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    startMs: parseSqlTimestamp(row.data_interval_start ?? row.execution_date),
    endMs: parseSqlTimestamp(row.data_interval_end ?? row.execution_date),
  }
}

export function toDagRun(row: Selectable<Tables['dag_run']>): DagRun {
  return {
    id: row.id,
    dagId: row.dag_id,
    runId: row.run_id,
    state: row.state as DagRunState,
    runType: row.run_type,
    externalTrigger: row.external_trigger === 1,
    logicalDateMs: parseSqlTimestamp(row.execution_date),
    dataIntervalStartMs: parseSqlTimestampOrNull(row.data_interval_start),
    dataIntervalEndMs: parseSqlTimestampOrNull(row.data_interval_end),
    queuedAtMs: parseSqlTimestampOrNull(row.queued_at),
    startDateMs: parseSqlTimestampOrNull(row.start_date),
    endDateMs: parseSqlTimestampOrNull(row.end_date),
    conf: row.conf === null ? {} : (unpickle(row.conf) as Record<string, JsonValue>),
    dagHash: row.dag_hash,
  }
}
