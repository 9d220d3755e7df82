import { type DagGraph, relatives } from '../model/dag.ts'
import { SlipstreamError } from '../model/errors.ts'
import { sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'
import { TASK_INSTANCE_COLUMNS, type TaskInstance, toTaskInstance } from './task-instance.ts'

/** The pattern that should name tasks is no regular expression. */
export class InvalidTaskRegex extends SlipstreamError {
  override readonly name = 'InvalidTaskRegex'

  constructor(pattern: string, options: ErrorOptions) {
    super(
      `"${pattern}" is not a regular expression for task ids. Escape its special characters with a backslash`,
      options,
    )
  }
}

/** Which tasks of a DAG; without ids and pattern all of them. */
export interface TaskSelection {
  readonly taskIds?: readonly string[]
  /** Found anywhere in the task id, as Airflow's `--task-regex`. */
  readonly taskRegex?: string
  readonly upstream?: boolean
  readonly downstream?: boolean
}

/** Which task instances to clear; dates are logical dates in ms since the epoch, both inclusive. */
export interface ClearSelection extends TaskSelection {
  readonly runId?: string
  readonly startMs?: number | null
  readonly endMs?: number | null
  /** Only failed and upstream_failed; together with onlyRunning, either (Airflow's DAG.clear). */
  readonly onlyFailed?: boolean
  readonly onlyRunning?: boolean
  /** Only this index of mapped tasks that were named. */
  readonly mapIndexes?: ReadonlyMap<string, ReadonlySet<number>>
}

/** Task ids in topological order (Airflow's DAG.partial_subset). @throws InvalidTaskRegex */
export function selectTaskIds(graph: DagGraph, selection: TaskSelection): string[] {
  const named = graph.order.filter(nameFilter(selection))
  const chosen = new Set(named)
  if (selection.upstream) for (const id of relatives(graph, named, 'upstream')) chosen.add(id)
  if (selection.downstream) for (const id of relatives(graph, named, 'downstream')) chosen.add(id)
  return graph.order.filter(id => chosen.has(id))
}

/** By logical date, then in topological order. @throws InvalidTaskRegex */
export async function selectInstancesToClear(
  db: Db,
  graph: DagGraph,
  selection: ClearSelection,
): Promise<TaskInstance[]> {
  const taskIds = selectTaskIds(graph, selection)
  const place = new Map(taskIds.map((id, index) => [id, index]))
  const found = await instancesInRange(db, graph.dag.dagId, selection)
  return found
    .filter(({ instance }) => place.has(instance.taskId) && isWanted(instance, selection))
    .sort(
      (a, b) =>
        a.logicalDate.localeCompare(b.logicalDate) ||
        (place.get(a.instance.taskId) as number) - (place.get(b.instance.taskId) as number) ||
        a.instance.mapIndex - b.instance.mapIndex,
    )
    .map(({ instance }) => instance)
}

function nameFilter({ taskIds, taskRegex }: TaskSelection): (taskId: string) => boolean {
  const ids = taskIds === undefined ? null : new Set(taskIds)
  const pattern = taskRegex === undefined ? null : compile(taskRegex)
  return id => (ids === null || ids.has(id)) && (pattern === null || pattern.test(id))
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern)
  } catch (error) {
    throw new InvalidTaskRegex(pattern, { cause: error })
  }
}

function isWanted({ taskId, mapIndex, state }: TaskInstance, selection: ClearSelection): boolean {
  const mapIndexes = selection.mapIndexes?.get(taskId)
  if (mapIndexes !== undefined && !mapIndexes.has(mapIndex)) return false
  if (!selection.onlyFailed && !selection.onlyRunning) return true
  if (selection.onlyFailed && (state === 'failed' || state === 'upstream_failed')) return true
  return selection.onlyRunning === true && state === 'running'
}

async function instancesInRange(db: Db, dagId: string, { runId, startMs, endMs }: ClearSelection) {
  const rows = await db
    .selectFrom('task_instance as ti')
    .innerJoin('dag_run as dr', join => join.onRef('dr.dag_id', '=', 'ti.dag_id').onRef('dr.run_id', '=', 'ti.run_id'))
    .select(TASK_INSTANCE_COLUMNS.map(column => `ti.${column}` as const))
    .select('dr.execution_date')
    .where('ti.dag_id', '=', dagId)
    .$if(runId !== undefined, query => query.where('ti.run_id', '=', runId as string))
    .$if(startMs != null, query => query.where('dr.execution_date', '>=', sqlTimestamp(startMs as number)))
    .$if(endMs != null, query => query.where('dr.execution_date', '<=', sqlTimestamp(endMs as number)))
    .execute()
  return rows.map(row => ({ instance: toTaskInstance(row), logicalDate: row.execution_date }))
}
