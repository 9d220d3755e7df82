import type { Selectable } from 'kysely'
import type { DagSpec } from '../model/dag.ts'
import type { DataInterval } from '../model/schedule.ts'
import { parseSqlTimestamp, parseSqlTimestampOrNull, sqlTimestamp } from '../model/time.ts'
import { describeSchedule, scheduleIntervalJson } from '../model/timetable.ts'
import type { Db, Tables } from './tables.ts'
import { isMysql } from './upsert.ts'

/** The next automated run of a DAG: created when `createAfterMs` has come. */
export interface NextDagRun {
  readonly logicalDateMs: number
  readonly interval: DataInterval
  readonly createAfterMs: number
}

/** A row of `dag`, Airflow's DagModel. */
export interface DagModel {
  readonly dagId: string
  readonly isPaused: boolean
  readonly isActive: boolean
  readonly fileloc: string
  readonly owners: readonly string[]
  readonly maxActiveTasks: number
  readonly maxActiveRuns: number
  readonly maxConsecutiveFailedDagRuns: number
  readonly hasImportErrors: boolean
  readonly lastParsedMs: number | null
  readonly nextRun: NextDagRun | null
}

export interface DagUpdate {
  readonly spec: DagSpec
  readonly pausedAtCreation: boolean
  readonly nextRun: NextDagRun | null
  readonly atMs: number
}

/** Inserts or updates the DAG's row and tags; is_paused is the user's and is set on insert only. */
export async function saveDag(db: Db, { spec, pausedAtCreation, nextRun, atMs }: DagUpdate): Promise<void> {
  const row = { ...dagColumns(spec, atMs), ...nextRunColumns(nextRun) }
  const updated = await db.updateTable('dag').set(row).where('dag_id', '=', spec.dagId).executeTakeFirst()
  if (updated.numUpdatedRows === 0n) {
    const isPaused = spec.isPausedUponCreation ?? pausedAtCreation
    await db
      .insertInto('dag')
      .values({ dag_id: spec.dagId, is_paused: isPaused ? 1 : 0, is_subdag: 0, ...row })
      .execute()
  }
  await db.deleteFrom('dag_tag').where('dag_id', '=', spec.dagId).execute()
  if (spec.tags.length > 0)
    await db
      .insertInto('dag_tag')
      .values(spec.tags.map(name => ({ name, dag_id: spec.dagId })))
      .execute()
}

function dagColumns(spec: DagSpec, atMs: number) {
  return {
    is_active: 1 as const,
    last_parsed_time: sqlTimestamp(atMs),
    fileloc: spec.fileloc,
    processor_subdir: spec.fileloc.slice(0, spec.fileloc.length - spec.relativeFileloc.length - 1),
    owners: [...new Set(spec.tasks.map(task => task.owner))].sort().join(', '),
    dag_display_name: spec.dagDisplayName,
    description: spec.description,
    default_view: 'grid',
    schedule_interval: JSON.stringify(scheduleIntervalJson(spec.schedule)),
    timetable_description: describeSchedule(spec.schedule),
    max_active_tasks: spec.maxActiveTasks,
    max_active_runs: spec.maxActiveRuns,
    max_consecutive_failed_dag_runs: spec.maxConsecutiveFailedDagRuns,
    has_task_concurrency_limits: hasTaskLimits(spec) ? (1 as const) : (0 as const),
    has_import_errors: 0 as const,
  }
}

const hasTaskLimits = (spec: DagSpec): boolean =>
  spec.tasks.some(task => task.maxActiveTisPerDag !== null || task.maxActiveTisPerDagrun !== null)

function nextRunColumns(next: NextDagRun | null) {
  return {
    next_dagrun: next === null ? null : sqlTimestamp(next.logicalDateMs),
    next_dagrun_data_interval_start: next === null ? null : sqlTimestamp(next.interval.startMs),
    next_dagrun_data_interval_end: next === null ? null : sqlTimestamp(next.interval.endMs),
    next_dagrun_create_after: next === null ? null : sqlTimestamp(next.createAfterMs),
  }
}

export async function setNextRun(db: Db, dagId: string, next: NextDagRun | null): Promise<void> {
  await db.updateTable('dag').set(nextRunColumns(next)).where('dag_id', '=', dagId).execute()
}

/** No further run until one ends: max_active_runs is reached (Airflow: next_dagrun_create_after becomes NULL). */
export async function holdNextRun(db: Db, dagId: string): Promise<void> {
  await db.updateTable('dag').set({ next_dagrun_create_after: null }).where('dag_id', '=', dagId).execute()
}

/**
 * Unpaused, active DAGs without import error whose next run may be created now, the longest due first; locked, but for those
 * that somebody else has locked.
 */
export async function lockDueDags(db: Db, nowMs: number, limit: number): Promise<DagModel[]> {
  const rows = await schedulable(db)
    .selectAll()
    .where('next_dagrun_create_after', '<=', sqlTimestamp(nowMs))
    .orderBy('next_dagrun_create_after')
    .limit(limit)
    .$if(isMysql(db), query => query.forUpdate().skipLocked())
    .execute()
  return rows.map(toDagModel)
}

/** Unpaused, active DAGs that `holdNextRun` has stopped. */
export async function listHeldDags(db: Db): Promise<string[]> {
  const rows = await schedulable(db)
    .select('dag_id')
    .where('next_dagrun', 'is not', null)
    .where('next_dagrun_create_after', 'is', null)
    .execute()
  return rows.map(row => row.dag_id)
}

/** When the next run of any DAG becomes due, ms since the epoch; null: none is planned. */
export async function nextDueMs(db: Db): Promise<number | null> {
  const row = await schedulable(db)
    .select(min => min.fn.min('next_dagrun_create_after').as('at'))
    .executeTakeFirst()
  return row === undefined ? null : parseSqlTimestampOrNull(row.at)
}

const schedulable = (db: Db) =>
  db.selectFrom('dag').where('is_paused', '=', 0).where('is_active', '=', 1).where('has_import_errors', '=', 0)

export async function findDagModel(db: Db, dagId: string): Promise<DagModel | null> {
  const row = await db.selectFrom('dag').selectAll().where('dag_id', '=', dagId).executeTakeFirst()
  return row === undefined ? null : toDagModel(row)
}

export async function listDagModels(db: Db, only: { readonly active: boolean }): Promise<DagModel[]> {
  const rows = await db
    .selectFrom('dag')
    .selectAll()
    .$if(only.active, query => query.where('is_active', '=', 1))
    .orderBy('dag_id')
    .execute()
  return rows.map(toDagModel)
}

/** @returns whether the DAG has a row */
export async function setPaused(db: Db, dagId: string, isPaused: boolean): Promise<boolean> {
  const found = await db.selectFrom('dag').select('dag_id').where('dag_id', '=', dagId).executeTakeFirst()
  await db
    .updateTable('dag')
    .set({ is_paused: isPaused ? 1 : 0 })
    .where('dag_id', '=', dagId)
    .execute()
  return found !== undefined
}

/** The DAG's file is gone or no longer defines it: hidden and not scheduled, but its history stays. */
export async function deactivateDags(db: Db, dagIds: readonly string[]): Promise<void> {
  if (dagIds.length > 0) await db.updateTable('dag').set({ is_active: 0 }).where('dag_id', 'in', dagIds).execute()
}

/** Marks the DAGs of a file that no longer loads; they are kept as last parsed but get no new runs (Airflow 2.10). */
export async function flagImportErrors(db: Db, fileloc: string, hasErrors: boolean): Promise<void> {
  await db
    .updateTable('dag')
    .set({ has_import_errors: hasErrors ? 1 : 0 })
    .where('fileloc', '=', fileloc)
    .execute()
}

export function toDagModel(row: Selectable<Tables['dag']>): DagModel {
  return {
    dagId: row.dag_id,
    isPaused: row.is_paused === 1,
    isActive: row.is_active === 1,
    fileloc: row.fileloc ?? '',
    owners: (row.owners ?? '').split(', ').filter(owner => owner !== ''),
    maxActiveTasks: row.max_active_tasks,
    maxActiveRuns: row.max_active_runs ?? 16,
    maxConsecutiveFailedDagRuns: row.max_consecutive_failed_dag_runs,
    hasImportErrors: row.has_import_errors === 1,
    lastParsedMs: parseSqlTimestampOrNull(row.last_parsed_time),
    nextRun: toNextRun(row),
  }
}

function toNextRun(row: Selectable<Tables['dag']>): NextDagRun | null {
  if (row.next_dagrun === null || row.next_dagrun_create_after === null) return null
  return {
    logicalDateMs: parseSqlTimestamp(row.next_dagrun),
    interval: {
      startMs: parseSqlTimestamp(row.next_dagrun_data_interval_start ?? row.next_dagrun),
      endMs: parseSqlTimestamp(row.next_dagrun_data_interval_end ?? row.next_dagrun),
    },
    createAfterMs: parseSqlTimestamp(row.next_dagrun_create_after),
  }
}
