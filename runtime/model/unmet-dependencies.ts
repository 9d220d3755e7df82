import type { DagGraph, TaskSpec } from './dag.ts'
import { isWithinTaskDates } from './decide.ts'
import type { DagRun } from './keys.ts'
import { isFinished, type MaybeState } from './states.ts'
import { isoFormat } from './time.ts'
import { countUpstream, evaluateTriggerRule } from './trigger-rule.ts'

/** What stands in the way of a task instance, under Airflow's name of that dependency. */
export interface UnmetDependency {
  readonly name: string
  readonly reason: string
}

export interface DependencyInstance {
  readonly taskId: string
  readonly mapIndex: number
  readonly state: MaybeState
}

/** All that decides whether a task instance may be queued now. */
export interface DependencyFacts {
  readonly graph: DagGraph
  readonly task: TaskSpec
  readonly run: DagRun
  readonly mapIndex: number
  /** Of the whole run. */
  readonly instances: readonly DependencyInstance[]
  readonly isPaused: boolean
  /** Of the task's pool; null where there is no such pool. */
  readonly openSlots: number | null
  /** Task instances that are queued or running: of the DAG, and of this task over all runs and in this run. */
  readonly active: { readonly dag: number; readonly task: number; readonly taskInRun: number }
  readonly isBlockedByPast: boolean
  /** When a failed attempt may be followed by the next; null where none waits. */
  readonly retryAtMs: number | null
  readonly nowMs: number
}

/** Each unmet dependency in words (Airflow: airflow.ti_deps.deps), by the rules that the scheduler goes by. */
export function unmetDependencies(facts: DependencyFacts): UnmetDependency[] {
  const reasons = Object.entries(DEPENDENCIES).map(([name, reasonOf]) => ({ name, reason: reasonOf(facts) }))
  return reasons.filter((found): found is UnmetDependency => found.reason !== null)
}

type Dependency = (facts: DependencyFacts) => string | null

const DEPENDENCIES: Readonly<Record<string, Dependency>> = {
  'DAG Paused': ({ isPaused, graph }) => (isPaused ? `Task's DAG '${graph.dag.dagId}' is paused.` : null),
  'Dagrun Running': ({ run }) =>
    run.state === 'running' ? null : `Task instance's dagrun was not of type 'running' but '${run.state}'.`,
  'Task Instance State': facts => {
    const state = stateOf(facts)
    const isOver = isFinished(state) || state === 'running' || state === 'queued'
    return isOver ? `Task is in the '${state}' state.` : null
  },
  'Execution Date': ({ task, run }) =>
    isWithinTaskDates(task, run.logicalDateMs)
      ? null
      : `The logical date ${isoFormat(run.logicalDateMs)} is outside of the task's start and end date.`,
  'Not In Retry Period': ({ retryAtMs, nowMs }) =>
    retryAtMs === null || retryAtMs <= nowMs
      ? null
      : `Task is not ready for retry yet but will be retried automatically. Current date is ${isoFormat(nowMs)} and task will be retried at ${isoFormat(retryAtMs)}.`,
  'Previous Dagrun State': ({ isBlockedByPast }) =>
    isBlockedByPast
      ? 'depends_on_past or wait_for_downstream is true for this task, but what it waits for has not succeeded in the previous run.'
      : null,
  'Trigger Rule': facts => evaluateTriggerRule(facts.task.triggerRule, upstreamOf(facts)).reason,
  'Pool Slots Available': ({ task, openSlots }) => {
    if (openSlots === null) return `Pool '${task.pool}' does not exist.`
    if (openSlots >= task.poolSlots) return null
    return `Not scheduling since there are ${openSlots} open slots in pool ${task.pool} and require ${task.poolSlots} pool slots.`
  },
  'Task Instance Slots Available': ({ graph: { dag }, active }) =>
    active.dag < dag.maxActiveTasks
      ? null
      : `The maximum number of running tasks (${dag.maxActiveTasks}) for this task's DAG '${dag.dagId}' has been reached.`,
  'Task Concurrency': ({ task, active }) => {
    const isFree =
      active.task < (task.maxActiveTisPerDag ?? Infinity) && active.taskInRun < (task.maxActiveTisPerDagrun ?? Infinity)
    return isFree ? null : 'The max task concurrency has been reached.'
  },
}

const stateOf = ({ instances, task, mapIndex }: DependencyFacts): MaybeState =>
  instances.find(one => one.taskId === task.taskId && one.mapIndex === mapIndex)?.state ?? null

const upstreamOf = ({ graph, task, instances }: DependencyFacts) =>
  countUpstream(graph.upstream.get(task.taskId) ?? [], id => instances.filter(one => one.taskId === id))
