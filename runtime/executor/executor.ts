import type { AttemptRequest } from '../model/attempt.ts'
import type { DagSpec } from '../model/dag.ts'
import type { DagRun, DagRunKey, TaskInstanceKey } from '../model/keys.ts'
import type { WakeEvent } from '../service/wake-socket.ts'

/** What a DAG file's own callback is told when a run ends. */
export interface DagCallback {
  readonly dag: DagSpec
  readonly run: DagRun
  readonly name: 'onSuccess' | 'onFailure'
  /** Airflow's reason: success, task_failure, all_tasks_deadlocked, timed_out. */
  readonly reason: string
}

/** How an executor reports back. */
export interface ExecutorEvents {
  /** An attempt ended, or was refused; the database holds how. */
  onFinished(key: TaskInstanceKey): void
  /** A process on another host changed something. */
  onWake(event: WakeEvent): void
}

/** What an executor is told of a crash before it starts. */
export interface ExecutorRecovery {
  readonly livingJobIds: ReadonlySet<number>
  onKill(leftover: { readonly pid: number; readonly token: string | null }): void
}

/**
 * Carries attempts from the scheduler to workers. One conformance suite holds for all of them (test/executors): an
 * attempt that was handed over is claimed at most once, its end reaches `onFinished`, and what the database no longer
 * calls running is ended.
 */
export interface Executor extends AsyncDisposable {
  /** Airflow's class name, e.g. LocalExecutor. */
  readonly name: string
  /** Whether attempts that are queued outlive the scheduler, in a broker; else they are queued anew after its death. */
  readonly keepsQueued: boolean
  /** Its job in the database, once started; null where workers have their own. */
  readonly jobId: number | null
  /** How many more attempts it takes now. */
  readonly openSlots: number
  /** Ends the processes on this machine that dead workers have left; to be called before their attempts are adopted. */
  recover(recovery: ExecutorRecovery): Promise<void>
  start(events: ExecutorEvents): Promise<void>
  /** Hands over attempts that are queued in the database, the most urgent first; does not wait for anybody. */
  queue(attempts: readonly AttemptRequest[]): void
  /** Somebody changed task instances of this run (of any run: null): attempts that are no longer current must end. */
  recheck(run: DagRunKey | null): void
  /** Those of the queues that hold no message: what is queued for them and stays so was lost. Null: nobody knows now. */
  emptyQueues(queues: readonly string[]): Promise<ReadonlySet<string> | null>
  /** The tokens that the database has as queued or running; the executor may forget all others. */
  keepOnly(tokens: ReadonlySet<string>): void
  runDagCallback(callback: DagCallback): void
  /** Takes no more, lets running attempts finish until the signal, then ends them. */
  stop(deadline: AbortSignal): Promise<void>
}
