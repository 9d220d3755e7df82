import type { JsonValue, RunType } from '../../model/keys.ts'
import type { DagRunState, TaskInstanceState } from '../../model/states.ts'

/** The DAG run that a task belongs to. */
export interface DagRunContext {
  readonly runId: string
  readonly runType: RunType
  readonly externalTrigger: boolean
  /** What the run was triggered with; empty unless somebody gave it a configuration. */
  readonly conf: Readonly<Record<string, JsonValue>>
  readonly startDate: Date | null
}

/** What `getContext()` tells a handler about the attempt that runs it. */
export interface TaskContext {
  readonly dagId: string
  /** With the prefixes of the task's groups. */
  readonly taskId: string
  readonly runId: string
  /** 1 for the first try. */
  readonly tryNumber: number
  readonly maxTries: number
  /** -1 for a task that is not mapped. */
  readonly mapIndex: number
  /** Aborted when the task is to end early: a timeout, a cleared or stopped run. Pass it on to fetch and timers. */
  readonly signal: AbortSignal
  readonly logicalDate: Date
  readonly dataIntervalStart: Date | null
  readonly dataIntervalEnd: Date | null
  /** The params of the DAG, of the task and of the run, later ones win. */
  readonly params: Readonly<Record<string, JsonValue>>
  readonly dagRun: DagRunContext
}

/** What a task's callback gets. */
export interface CallbackContext extends TaskContext {
  readonly state: TaskInstanceState
  /** Text of the error, for a failure or a retry. */
  readonly exception?: string
}

/** What a callback of the whole DAG gets. */
export interface DagCallbackContext extends Omit<TaskContext, 'taskId' | 'tryNumber' | 'maxTries' | 'mapIndex'> {
  readonly state: DagRunState
  /** Why the run ended so: `success`, `task_failure`, `all_tasks_deadlocked` or `timed_out`. */
  readonly reason: string
}

export type Callback = (context: CallbackContext) => void | Promise<void>
export type DagCallback = (context: DagCallbackContext) => void | Promise<void>
