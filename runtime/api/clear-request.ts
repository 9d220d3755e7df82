import type { ClearSelection } from '../db/clear-selection.ts'
import type { DagRun } from '../model/keys.ts'
import { badRequest } from './problem.ts'

/** Airflow's ClearTaskInstances; times are ms since the epoch. */
export interface ClearBody {
  readonly task_ids?: readonly unknown[] | undefined
  readonly dag_run_id?: string | null | undefined
  readonly start_date?: number | null | undefined
  readonly end_date?: number | null | undefined
  readonly only_failed: boolean
  readonly only_running: boolean
  readonly include_upstream: boolean
  readonly include_downstream: boolean
  readonly include_future: boolean
  readonly include_past: boolean
}

/** Answers of Airflow's ClearTaskInstanceFormSchema to what contradicts itself. @throws Problem 400 */
export function checkClearBody(body: ClearBody): void {
  const { dag_run_id: runId, start_date: startMs, end_date: endMs } = body
  if (body.only_failed && body.only_running) throw contradiction('only_failed and only_running both are set to True')
  if (runId != null && (startMs != null || endMs != null))
    throw contradiction('Exactly one of dag_run_id or (start_date and end_date) must be provided')
  if (startMs != null && endMs != null && startMs > endMs) throw contradiction('end_date is sooner than start_date')
}

/** `run` is that of dag_run_id. @throws Problem 400 */
export function clearSelection(body: ClearBody, run: DagRun | null): ClearSelection {
  const tasks = body.task_ids?.map(taskOf)
  return {
    ...(tasks === undefined ? {} : { taskIds: tasks.map(task => task.taskId), mapIndexes: mapIndexesOf(tasks) }),
    upstream: body.include_upstream,
    downstream: body.include_downstream,
    startMs: body.include_past ? null : (run?.logicalDateMs ?? body.start_date ?? null),
    endMs: body.include_future ? null : (run?.logicalDateMs ?? body.end_date ?? null),
    onlyFailed: body.only_failed,
    onlyRunning: body.only_running,
  }
}

interface NamedTask {
  readonly taskId: string
  readonly mapIndex: number | null
}

/** A task id, or a pair of task id and map index. */
function taskOf(given: unknown, index: number): NamedTask {
  if (typeof given === 'string') return { taskId: given, mapIndex: null }
  if (Array.isArray(given) && given.length === 2 && typeof given[0] === 'string' && Number.isInteger(given[1]))
    return { taskId: given[0], mapIndex: given[1] as number }
  throw badRequest(`${JSON.stringify(given)} is not a task id or [task id, map index] - 'task_ids.${index}'`)
}

function mapIndexesOf(tasks: readonly NamedTask[]): Map<string, Set<number>> {
  const whole = new Set(tasks.filter(task => task.mapIndex === null).map(task => task.taskId))
  const indexes = new Map<string, Set<number>>()
  for (const { taskId, mapIndex } of tasks) {
    if (mapIndex === null || whole.has(taskId)) continue
    indexes.set(taskId, (indexes.get(taskId) ?? new Set()).add(mapIndex))
  }
  return indexes
}

const contradiction = (problem: string) => badRequest(`{'_schema': ['${problem}']}`)
