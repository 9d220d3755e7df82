import type { JsonValue } from './keys.ts'
import type { Schedule } from './schedule.ts'

/** Airflow's trigger rules (airflow-core/…/trigger_rule.py, 2.10, and 3.x's all_done_min_one_success). */
export const TRIGGER_RULES = [
  'all_success',
  'all_failed',
  'all_done',
  'all_done_setup_success',
  'all_done_min_one_success',
  'all_skipped',
  'one_success',
  'one_failed',
  'one_done',
  'none_failed',
  'none_failed_min_one_success',
  'none_skipped',
  'always',
] as const
export type TriggerRule = (typeof TRIGGER_RULES)[number]

export const WEIGHT_RULES = ['downstream', 'upstream', 'absolute'] as const
export type WeightRule = (typeof WEIGHT_RULES)[number]

/**
 * How an attempt of the task is run: `bash` in a process of its own, `handler` in a warm runner that has the DAG file
 * loaded, `empty` by the scheduler itself (unless it has callbacks to run), `trigger_dag_run` by the worker.
 */
export type TaskKind = 'bash' | 'handler' | 'empty' | 'trigger_dag_run'

/** What feeds one named argument of a handler: an upstream task's XCom, or a literal. */
export type TaskInput =
  | { readonly type: 'xcom'; readonly taskId: string; readonly key: string }
  | { readonly type: 'literal'; readonly value: JsonValue }

/** Which callbacks a DAG file defines for a task; the functions themselves stay in the file. */
export interface CallbackFlags {
  readonly onExecute: boolean
  readonly onSuccess: boolean
  readonly onFailure: boolean
  readonly onRetry: boolean
  readonly onSkipped: boolean
}

/** One operator of a serialized DAG. Durations are milliseconds, times milliseconds since the epoch. */
export interface TaskSpec {
  readonly taskId: string
  readonly kind: TaskKind
  /** The class name that users see and `task_instance.operator` holds, e.g. `BashOperator`. */
  readonly operator: string
  readonly taskDisplayName: string | null
  readonly docMd: string | null
  readonly owner: string
  readonly startDateMs: number | null
  readonly endDateMs: number | null
  readonly retries: number
  readonly retryDelayMs: number
  readonly retryExponentialBackoff: boolean
  readonly maxRetryDelayMs: number | null
  readonly executionTimeoutMs: number | null
  readonly triggerRule: TriggerRule
  readonly dependsOnPast: boolean
  readonly ignoreFirstDependsOnPast: boolean
  readonly waitForDownstream: boolean
  readonly pool: string
  readonly poolSlots: number
  readonly queue: string
  /** The task's own weight; what the scheduler orders by is `effectiveWeight` (model/priority.ts). */
  readonly priorityWeight: number
  readonly weightRule: WeightRule
  readonly maxActiveTisPerDag: number | null
  readonly maxActiveTisPerDagrun: number | null
  readonly doXcomPush: boolean
  readonly runAsUser: string | null
  readonly params: Readonly<Record<string, JsonValue>>
  /** Unrendered value of each template field, by Airflow's field name (bash_command, env, cwd, op_kwargs, conf …). */
  readonly templateFields: Readonly<Record<string, JsonValue>>
  /** Bash: the given env is added to the inherited one instead of replacing it. */
  readonly appendEnv: boolean
  /** Bash: exit codes that mean "skipped" (Airflow's skip_on_exit_code, default [99]). */
  readonly skipOnExitCode: readonly number[]
  /** Handler: what feeds its named arguments. */
  readonly inputs: Readonly<Record<string, TaskInput>>
  /** Handler: its outcome may skip downstream tasks (branch, short circuit, if, switch). */
  readonly isBranching: boolean
  readonly callbacks: CallbackFlags
  readonly downstreamTaskIds: readonly string[]
  readonly taskGroupId: string | null
}

/** What may be given for a single DAG (Airflow: DAG_ACTIONS). */
export const DAG_ACTIONS = ['can_read', 'can_edit', 'can_delete'] as const
export type DagAction = (typeof DAG_ACTIONS)[number]

/** What may be given for the runs of a single DAG (Airflow 2.10: RESOURCE_DETAILS_MAP). */
export const DAG_RUN_ACTIONS = ['can_read', 'can_create', 'can_delete', 'menu_access'] as const
export type DagRunAction = (typeof DAG_RUN_ACTIONS)[number]

/** What a role may do with a DAG, or, by resource, with the DAG and its runs. */
export type DagAccess =
  | readonly DagAction[]
  | { readonly DAGs?: readonly DagAction[]; readonly 'DAG Runs'?: readonly DagRunAction[] }

/** A task group: its own id carries the prefix of its parents; null parent is the DAG itself. */
export interface TaskGroupSpec {
  readonly groupId: string
  readonly parentGroupId: string | null
  readonly prefixGroupId: boolean
  readonly tooltip: string
}

/** A serialized DAG: all that scheduling and drawing need, nothing that has to be run. */
export interface DagSpec {
  readonly dagId: string
  readonly dagDisplayName: string | null
  readonly description: string | null
  readonly docMd: string | null
  /** Absolute path of the DAG file. */
  readonly fileloc: string
  /** The same below the dags folder, with `/`. */
  readonly relativeFileloc: string
  readonly schedule: Schedule
  /** IANA name; cron expressions and naive dates are read in it. */
  readonly timezone: string
  readonly startDateMs: number | null
  readonly endDateMs: number | null
  readonly catchup: boolean
  readonly tags: readonly string[]
  readonly params: Readonly<Record<string, JsonValue>>
  readonly maxActiveTasks: number
  readonly maxActiveRuns: number
  readonly maxConsecutiveFailedDagRuns: number
  readonly dagrunTimeoutMs: number | null
  readonly isPausedUponCreation: boolean | null
  readonly failFast: boolean
  /** What roles may do with this DAG; null leaves that to who administers them. */
  readonly accessControl: Readonly<Record<string, DagAccess>> | null
  readonly renderTemplateAsNativeObj: boolean
  readonly callbacks: { readonly onSuccess: boolean; readonly onFailure: boolean }
  readonly taskGroups: readonly TaskGroupSpec[]
  readonly tasks: readonly TaskSpec[]
}

/** A DagSpec with its edges in both directions; what the pure parts of the scheduler work on. */
export interface DagGraph {
  readonly dag: DagSpec
  readonly tasks: ReadonlyMap<string, TaskSpec>
  readonly upstream: ReadonlyMap<string, readonly string[]>
  /** Task ids in an order where every task comes after all its upstream tasks. */
  readonly order: readonly string[]
  /** Tasks without downstream: they decide the run's outcome (Airflow: DAG.leaves). */
  readonly leaves: readonly string[]
}

export function dagGraph(dag: DagSpec): DagGraph {
  const tasks = new Map(dag.tasks.map(task => [task.taskId, task]))
  const upstream = upstreamOf(dag)
  return {
    dag,
    tasks,
    upstream,
    order: topologicalOrder(dag, upstream),
    leaves: dag.tasks.filter(task => task.downstreamTaskIds.length === 0).map(task => task.taskId),
  }
}

function upstreamOf(dag: DagSpec): Map<string, string[]> {
  const upstream = new Map<string, string[]>(dag.tasks.map(task => [task.taskId, []]))
  for (const task of dag.tasks) for (const id of task.downstreamTaskIds) upstream.get(id)?.push(task.taskId)
  return upstream
}

function topologicalOrder(dag: DagSpec, upstream: ReadonlyMap<string, readonly string[]>): string[] {
  const waitingFor = new Map([...upstream].map(([id, ids]) => [id, ids.length]))
  const downstream = new Map(dag.tasks.map(task => [task.taskId, task.downstreamTaskIds]))
  const order = dag.tasks.map(task => task.taskId).filter(id => waitingFor.get(id) === 0)
  for (const id of order) {
    for (const next of downstream.get(id) ?? []) {
      const left = (waitingFor.get(next) ?? 0) - 1
      waitingFor.set(next, left)
      if (left === 0) order.push(next)
    }
  }
  return order
}

/** All tasks reachable from these, downstream or upstream, without themselves unless a path leads back. */
export function relatives(
  graph: DagGraph,
  taskIds: Iterable<string>,
  direction: 'downstream' | 'upstream',
): Set<string> {
  const next = (id: string): readonly string[] =>
    (direction === 'downstream' ? graph.tasks.get(id)?.downstreamTaskIds : graph.upstream.get(id)) ?? []
  const found = new Set<string>()
  const waiting = [...taskIds].flatMap(next)
  for (const id of waiting) {
    if (found.has(id)) continue
    found.add(id)
    waiting.push(...next(id))
  }
  return found
}
