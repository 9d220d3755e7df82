import type { DagGraph, TaskSpec } from './dag.ts'
import type { DagRun } from './keys.ts'
import { isSuccessState, type MaybeState } from './states.ts'

export interface PreviousRun {
  readonly previous: DagRun
  readonly instances: readonly { readonly taskId: string; readonly state: MaybeState }[]
}

/**
 * Tasks that must wait for the previous run of their DAG: depends_on_past wants every instance of the same task there
 * to be success or skipped, wait_for_downstream also its direct downstream tasks (Airflow's PrevDagrunDep).
 */
export function blockedByPast(graph: DagGraph, past: PreviousRun): ReadonlySet<string> {
  const states = new Map<string, MaybeState[]>()
  for (const { taskId, state } of past.instances) states.set(taskId, [...(states.get(taskId) ?? []), state])
  return new Set(graph.dag.tasks.filter(task => isBlocked(task, states, past.previous)).map(task => task.taskId))
}

function isBlocked(task: TaskSpec, states: ReadonlyMap<string, MaybeState[]>, previous: DagRun): boolean {
  if (!task.dependsOnPast && !task.waitForDownstream) return false
  if (task.startDateMs !== null && previous.logicalDateMs < task.startDateMs) return false
  const own = states.get(task.taskId)
  if (own === undefined) return !task.ignoreFirstDependsOnPast
  if (!own.every(isSuccessState)) return true
  if (!task.waitForDownstream) return false
  return task.downstreamTaskIds.some(id => !(states.get(id) ?? []).every(isSuccessState))
}
