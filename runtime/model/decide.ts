import type { DagGraph, TaskSpec } from './dag.ts'
import { isFailedState, isFinished, isSuccessState, type MaybeState } from './states.ts'
import { countUpstream, evaluateTriggerRule } from './trigger-rule.ts'

/** What `decide` needs to know of one task instance. */
export interface InstanceView {
  readonly taskId: string
  readonly mapIndex: number
  readonly state: MaybeState
  /** When an up_for_retry or up_for_reschedule instance may go on, ms since the epoch; null: at once. */
  readonly notBeforeMs: number | null
}

/** What a branching task wrote to XCom `skipmixin_key`. */
export type SkipDecision = { readonly followed: readonly string[] } | { readonly skipped: readonly string[] }

export interface RunView {
  readonly logicalDateMs: number
  readonly instances: readonly InstanceView[]
  /** By id of the branching task. */
  readonly skipDecisions: ReadonlyMap<string, SkipDecision>
  /** Tasks whose depends_on_past or wait_for_downstream is not met by the previous run. */
  readonly blockedByPast: ReadonlySet<string>
}

/** One change that the scheduler should make; `scheduled` means: ready to be queued. */
export interface Transition {
  readonly taskId: string
  readonly mapIndex: number
  readonly from: MaybeState
  readonly to: 'scheduled' | 'success' | 'skipped' | 'upstream_failed' | 'removed'
}

export type RunOutcome = 'success' | 'failed' | 'deadlocked' | null

export interface Decision {
  readonly transitions: readonly Transition[]
  readonly outcome: RunOutcome
  /** When a waiting instance becomes ready by time alone, ms since the epoch; null: never. */
  readonly wakeAtMs: number | null
}

/**
 * Decides what happens next in one DAG run: which task instances become ready, which end without running, and whether
 * the run is over. Pure. Rules: Airflow 2.10's DagRun.update_state and task instance dependencies; a skip or an
 * upstream failure spreads through the whole graph in one call.
 */
export function decide(graph: DagGraph, run: RunView, nowMs: number): Decision {
  const states = new States(run.instances)
  const transitions: Transition[] = []
  let wakeAtMs: number | null = null
  for (const taskId of graph.order) {
    for (const instance of states.of(taskId)) {
      const verdict = decideInstance({ graph, run, states, nowMs }, instance)
      if (typeof verdict === 'number') wakeAtMs = Math.min(wakeAtMs ?? verdict, verdict)
      else if (verdict !== null) {
        transitions.push({ taskId, mapIndex: instance.mapIndex, from: instance.state, to: verdict })
        states.set(instance, verdict)
      }
    }
  }
  for (const gone of states.removedFrom(graph)) transitions.push({ ...gone, from: gone.state, to: 'removed' })
  return {
    transitions,
    outcome: runOutcome(graph, states, { wakeAtMs, hasChanges: transitions.length > 0, run }),
    wakeAtMs,
  }
}

/** Whether a run of this logical date has the task at all: outside its dates Airflow makes no task instance. */
export function isWithinTaskDates(task: TaskSpec, logicalDateMs: number): boolean {
  if (task.startDateMs !== null && logicalDateMs < task.startDateMs) return false
  return task.endDateMs === null || logicalDateMs <= task.endDateMs
}

interface Scene {
  readonly graph: DagGraph
  readonly run: RunView
  readonly states: States
  readonly nowMs: number
}

const READY_FROM: ReadonlySet<MaybeState> = new Set<MaybeState>([null, 'up_for_retry', 'up_for_reschedule'])

/** The instance's next state, a time to look again, or null: nothing to do. */
function decideInstance(scene: Scene, instance: InstanceView): Transition['to'] | number | null {
  if (!READY_FROM.has(instance.state)) return null
  const task = scene.graph.tasks.get(instance.taskId) as TaskSpec
  if (instance.notBeforeMs !== null && instance.notBeforeMs > scene.nowMs) return instance.notBeforeMs
  if (isSkippedByBranch(scene, task.taskId)) return 'skipped'
  const rule = evaluateTriggerRule(
    task.triggerRule,
    countUpstream(scene.graph.upstream.get(task.taskId) ?? [], id => scene.states.of(id)),
  )
  if (rule.becomes !== null) return rule.becomes
  if (!rule.met || scene.run.blockedByPast.has(task.taskId) || !isWithinTaskDates(task, scene.run.logicalDateMs))
    return null
  return isRunByScheduler(task) ? 'success' : 'scheduled'
}

/** Airflow 2.x: an EmptyOperator without callbacks never reaches a worker. */
function isRunByScheduler(task: TaskSpec): boolean {
  return task.kind === 'empty' && !task.callbacks.onExecute && !task.callbacks.onSuccess
}

/** Airflow's NotPreviouslySkippedDep: what a branch skipped stays skipped, also after a clear. */
function isSkippedByBranch(scene: Scene, taskId: string): boolean {
  for (const [branchId, decision] of scene.run.skipDecisions) {
    if (scene.states.of(branchId).some(branch => branch.state !== 'success')) continue
    if ('skipped' in decision) {
      if (decision.skipped.includes(taskId)) return true
    } else if (
      scene.graph.tasks.get(branchId)?.downstreamTaskIds.includes(taskId) &&
      !decision.followed.includes(taskId)
    )
      return true
  }
  return false
}

interface Progress {
  readonly wakeAtMs: number | null
  readonly hasChanges: boolean
  readonly run: RunView
}

/** Airflow's DagRun.update_state: the leaves decide, once nothing is unfinished. */
function runOutcome(graph: DagGraph, states: States, progress: Progress): RunOutcome {
  const all = graph.order.flatMap(id => states.of(id))
  const leaves = graph.leaves.flatMap(id => states.of(id))
  if (all.every(instance => isFinished(instance.state))) {
    if (leaves.some(leaf => isFailedState(leaf.state))) return 'failed'
    return leaves.every(leaf => isSuccessState(leaf.state) || leaf.state === 'removed') ? 'success' : null
  }
  const isStuck = all.every(instance => READY_FROM.has(instance.state) || isFinished(instance.state))
  const mayStillMove = progress.hasChanges || progress.wakeAtMs !== null || isHeldBack(all, progress.run)
  return isStuck && !mayStillMove ? 'deadlocked' : null
}

const isHeldBack = (instances: readonly InstanceView[], run: RunView): boolean =>
  instances.some(instance => READY_FROM.has(instance.state) && run.blockedByPast.has(instance.taskId))

/** The instances of a run by task, with the changes decided so far on top. */
class States {
  readonly #byTask = new Map<string, InstanceView[]>()

  constructor(instances: readonly InstanceView[]) {
    for (const instance of instances) {
      const list = this.#byTask.get(instance.taskId)
      if (list === undefined) this.#byTask.set(instance.taskId, [instance])
      else list.push(instance)
    }
  }

  of(taskId: string): readonly InstanceView[] {
    return this.#byTask.get(taskId) ?? []
  }

  set(instance: InstanceView, state: MaybeState): void {
    const list = this.#byTask.get(instance.taskId) as InstanceView[]
    list[list.indexOf(instance)] = { ...instance, state }
  }

  /** Unfinished instances of tasks that the DAG no longer has (Airflow: verify_integrity). */
  removedFrom(graph: DagGraph): InstanceView[] {
    return [...this.#byTask.entries()]
      .filter(([taskId]) => !graph.tasks.has(taskId))
      .flatMap(([, instances]) =>
        instances.filter(instance => READY_FROM.has(instance.state) || instance.state === 'scheduled'),
      )
  }
}
