import { sql } from 'kysely'
import type { TaskInstanceKey } from '../model/keys.ts'
import type { MaybeState, TaskInstanceState } from '../model/states.ts'
import { sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'
import { isInState, isTaskInstance } from './task-instance.ts'

/**
 * Every change of a task instance's state, each guarded by the state that it was decided from: what somebody else has
 * changed meanwhile is left alone, and the functions answer false.
 */

const hasProcess = (state: MaybeState): boolean => state === 'running' || state === 'restarting'

/**
 * -> an end state that is not an attempt's own. What never ran starts and ends now (Airflow: EmptyOperator, skips); what
 * runs keeps its start, and its worker ends the process when it finds the row changed.
 */
export async function markEnded(
  db: Db,
  change: TaskInstanceKey & {
    readonly from: MaybeState
    readonly to: TaskInstanceState
    readonly atMs: number
    readonly tryNumber?: number
    readonly startDateMs?: number | null
  },
): Promise<boolean> {
  const at = sqlTimestamp(change.atMs)
  const startMs = hasProcess(change.from) ? (change.startDateMs ?? change.atMs) : change.atMs
  const result = await db
    .updateTable('task_instance')
    .set({
      state: change.to,
      end_date: at,
      updated_at: at,
      start_date: sqlTimestamp(startMs),
      duration: (change.atMs - startMs) / 1000,
      ...(change.tryNumber === undefined ? {} : { try_number: change.tryNumber }),
    })
    .where(isTaskInstance(change))
    .where(isInState(change.from))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** removed -> none: the DAG file has the task again (Airflow: DagRun.verify_integrity). */
export async function restoreRemoved(db: Db, key: TaskInstanceKey, atMs: number): Promise<void> {
  await db
    .updateTable('task_instance')
    .set({ state: null, start_date: null, end_date: null, duration: null, updated_at: sqlTimestamp(atMs) })
    .where(isTaskInstance(key))
    .where('state', '=', 'removed')
    .execute()
}

export interface Claim {
  readonly token: string
  readonly startDateMs: number
  readonly hostname: string
  readonly unixname: string
  readonly pid: number
  readonly jobId: number
}

/** queued -> running, for this token only: of all that hold the same message, one succeeds, once. */
export async function claimAttempt(db: Db, key: TaskInstanceKey, claim: Claim): Promise<boolean> {
  const at = sqlTimestamp(claim.startDateMs)
  const result = await db
    .updateTable('task_instance')
    .set({
      state: 'running',
      start_date: at,
      hostname: claim.hostname,
      unixname: claim.unixname,
      pid: claim.pid,
      job_id: claim.jobId,
      updated_at: at,
    })
    .where(isTaskInstance(key))
    .where('state', '=', 'queued')
    .where('external_executor_id', '=', claim.token)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Another scheduler looks after a queued task instance from now on. */
export async function changeQueuer(db: Db, key: TaskInstanceKey, jobId: number): Promise<void> {
  await db
    .updateTable('task_instance')
    .set({ queued_by_job_id: jobId })
    .where(isTaskInstance(key))
    .where('state', '=', 'queued')
    .execute()
}

/**
 * Whether a task instance is queued under this token; one that is queued without a token takes it (a message that a
 * Celery client of another scheduler sent).
 */
export async function adoptToken(db: Db, key: TaskInstanceKey, token: string): Promise<boolean> {
  await db
    .updateTable('task_instance')
    .set({ external_executor_id: token })
    .where(isTaskInstance(key))
    .where('state', '=', 'queued')
    .where('external_executor_id', 'is', null)
    .execute()
  const row = await db
    .selectFrom('task_instance')
    .select('task_id')
    .where(isTaskInstance(key))
    .where('state', '=', 'queued')
    .where('external_executor_id', '=', token)
    .executeTakeFirst()
  return row !== undefined
}

export interface AttemptEnd {
  readonly token: string
  readonly from: TaskInstanceState
  readonly to: TaskInstanceState
  readonly endDateMs: number
  readonly durationS: number | null
}

/** running (or restarting) -> how the attempt ended; false when the row is no longer this attempt's. */
export async function endAttempt(db: Db, key: TaskInstanceKey, end: AttemptEnd): Promise<boolean> {
  const at = sqlTimestamp(end.endDateMs)
  const result = await db
    .updateTable('task_instance')
    .set({ state: end.to, end_date: at, duration: end.durationS, updated_at: at })
    .where(isTaskInstance(key))
    .where('state', '=', end.from)
    .where('external_executor_id', '=', end.token)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Copies an attempt to task_instance_history, as `state` (Airflow 2.10: before a retry as failed, before a clear as it stands). */
export async function recordHistory(db: Db, key: TaskInstanceKey, state: TaskInstanceState | null): Promise<void> {
  const attempt = db
    .selectFrom('task_instance')
    .select(HISTORY_COLUMNS)
    .select(sql<TaskInstanceState | null>`${state}`.as('state'))
  await db
    .insertInto('task_instance_history')
    .columns([...HISTORY_COLUMNS, 'state'])
    .expression(attempt.where(isTaskInstance(key)))
    .execute()
}

const HISTORY_COLUMNS = [
  'task_id',
  'dag_id',
  'run_id',
  'map_index',
  'try_number',
  'start_date',
  'end_date',
  'duration',
  'max_tries',
  'hostname',
  'unixname',
  'job_id',
  'pool',
  'pool_slots',
  'queue',
  'priority_weight',
  'operator',
  'custom_operator_name',
  'queued_dttm',
  'queued_by_job_id',
  'pid',
  'executor',
  'executor_config',
  'updated_at',
  'rendered_map_index',
  'external_executor_id',
  'trigger_id',
  'trigger_timeout',
  'next_method',
  'next_kwargs',
  'task_display_name',
] as const
