import type { Expression, ExpressionBuilder, Selectable, SqlBool } from 'kysely'
import type { DagGraph, TaskSpec } from '../model/dag.ts'
import { isWithinTaskDates } from '../model/decide.ts'
import type { DagRun, DagRunKey, TaskInstanceKey } from '../model/keys.ts'
import type { MaybeState, TaskInstanceState } from '../model/states.ts'
import { parseSqlTimestampOrNull, sqlTimestamp } from '../model/time.ts'
import { pickle } from './pickle.ts'
import type { Db, Tables } from './tables.ts'

/** What the scheduler reads of each task instance of a run. Times are milliseconds since the epoch. */
export interface TaskInstance extends TaskInstanceKey {
  readonly state: MaybeState
  readonly tryNumber: number
  readonly maxTries: number
  readonly startDateMs: number | null
  readonly endDateMs: number | null
  readonly jobId: number | null
  readonly queuedByJobId: number | null
  readonly token: string | null
  readonly hostname: string
  readonly pool: string
  readonly poolSlots: number
  readonly priorityWeight: number
  readonly queue: string
}

/** The columns that make a TaskInstance. */
export const TASK_INSTANCE_COLUMNS = [
  'dag_id',
  'run_id',
  'task_id',
  'map_index',
  'state',
  'try_number',
  'max_tries',
  'start_date',
  'end_date',
  'job_id',
  'queued_by_job_id',
  'external_executor_id',
  'hostname',
  'pool',
  'pool_slots',
  'priority_weight',
  'queue',
] as const

type Row = Pick<Selectable<Tables['task_instance']>, (typeof TASK_INSTANCE_COLUMNS)[number]>

export function toTaskInstance(row: Row): TaskInstance {
  return {
    dagId: row.dag_id,
    runId: row.run_id,
    taskId: row.task_id,
    mapIndex: row.map_index,
    state: row.state,
    tryNumber: row.try_number ?? 0,
    maxTries: row.max_tries ?? -1,
    startDateMs: parseSqlTimestampOrNull(row.start_date),
    endDateMs: parseSqlTimestampOrNull(row.end_date),
    jobId: row.job_id,
    queuedByJobId: row.queued_by_job_id,
    token: row.external_executor_id,
    hostname: row.hostname ?? '',
    pool: row.pool,
    poolSlots: row.pool_slots,
    priorityWeight: row.priority_weight ?? 1,
    queue: row.queue ?? 'default',
  }
}

const EMPTY_EXECUTOR_CONFIG = pickle({})
const ROWS_PER_INSERT = 100

/**
 * Makes the task instances of a run, one per task, or only those of `taskIds`; weights are effective ones. Tasks whose
 * dates exclude the run get none, but for a backfill (Airflow: DagRun.verify_integrity).
 */
export async function insertTaskInstances(
  db: Db,
  run: NewInstancesRun,
  tasks: {
    readonly graph: DagGraph
    readonly weights: ReadonlyMap<string, number>
    readonly taskIds?: readonly string[]
  },
): Promise<void> {
  const rows = (tasks.taskIds ?? tasks.graph.order)
    .filter(taskId => hasTask(run, tasks.graph.tasks.get(taskId) as TaskSpec))
    .map(taskId => newRow(run, tasks, taskId))
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    await db
      .insertInto('task_instance')
      .values(rows.slice(start, start + ROWS_PER_INSERT))
      .execute()
  }
}

type NewInstancesRun = Pick<DagRun, 'dagId' | 'runId' | 'runType' | 'logicalDateMs'> & { readonly atMs: number }

const hasTask = (run: NewInstancesRun, task: TaskSpec): boolean =>
  run.runType === 'backfill' || isWithinTaskDates(task, run.logicalDateMs)

function newRow(
  run: NewInstancesRun,
  tasks: { readonly graph: DagGraph; readonly weights: ReadonlyMap<string, number> },
  taskId: string,
) {
  const task = tasks.graph.tasks.get(taskId) as TaskSpec
  return {
    dag_id: run.dagId,
    run_id: run.runId,
    task_id: taskId,
    map_index: -1,
    state: null,
    try_number: 0,
    max_tries: task.retries,
    hostname: '',
    unixname: '',
    pool: task.pool,
    pool_slots: task.poolSlots,
    queue: task.queue,
    priority_weight: tasks.weights.get(taskId) ?? task.priorityWeight,
    operator: task.operator,
    custom_operator_name: '',
    executor_config: EMPTY_EXECUTOR_CONFIG,
    task_display_name: task.taskDisplayName ?? taskId,
    updated_at: sqlTimestamp(run.atMs),
  }
}

export async function listTaskInstances(db: Db, run: DagRunKey): Promise<TaskInstance[]> {
  const rows = await db
    .selectFrom('task_instance')
    .select(TASK_INSTANCE_COLUMNS)
    .where('dag_id', '=', run.dagId)
    .where('run_id', '=', run.runId)
    .execute()
  return rows.map(toTaskInstance)
}

/** Those of several runs, in one question. */
export async function listInstancesOfRuns(db: Db, runs: readonly DagRunKey[]): Promise<TaskInstance[]> {
  if (runs.length === 0) return []
  const rows = await db
    .selectFrom('task_instance')
    .select(TASK_INSTANCE_COLUMNS)
    .where(where => where.or(runs.map(({ dagId, runId }) => where.and({ dag_id: dagId, run_id: runId }))))
    .execute()
  return rows.map(toTaskInstance)
}

export async function findTaskInstance(db: Db, key: TaskInstanceKey): Promise<TaskInstance | null> {
  const row = await db
    .selectFrom('task_instance')
    .select(TASK_INSTANCE_COLUMNS)
    .where(isTaskInstance(key))
    .executeTakeFirst()
  return row === undefined ? null : toTaskInstance(row)
}

/** Task instances in one of these states, of every DAG; those of one job only where a job is named. */
export async function listInstancesInState(
  db: Db,
  states: readonly TaskInstanceState[],
  only: { readonly jobId?: number } = {},
): Promise<TaskInstance[]> {
  const rows = await db
    .selectFrom('task_instance')
    .select(TASK_INSTANCE_COLUMNS)
    .where('state', 'in', states)
    .$if(only.jobId !== undefined, query => query.where('job_id', '=', only.jobId as number))
    .execute()
  return rows.map(toTaskInstance)
}

type InstanceFilter = (where: ExpressionBuilder<Tables, 'task_instance'>) => Expression<SqlBool>

/** The primary key as a condition. */
export const isTaskInstance =
  (key: TaskInstanceKey): InstanceFilter =>
  where =>
    where.and(keyColumns(key))

/** The key of a task instance by its column names, which every table that tells of task instances shares. */
export const keyColumns = (key: TaskInstanceKey) => ({
  dag_id: key.dagId,
  task_id: key.taskId,
  run_id: key.runId,
  map_index: key.mapIndex,
})

/** `state = x`, and `state is null` for Airflow's "none". */
export const isInState =
  (state: MaybeState): InstanceFilter =>
  where =>
    state === null ? where('state', 'is', null) : where('state', '=', state)
