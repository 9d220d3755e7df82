import type { AttemptRequest } from '../model/attempt.ts'
import type { SkipDecision } from '../model/decide.ts'
import type { JsonValue } from '../model/keys.ts'
import { isEligibleToRetry } from '../model/retry.ts'
import type { TaskInstanceState } from '../model/states.ts'

/** What running an attempt came to. `value` is pushed to XCom unless undefined. */
export type Outcome =
  | { readonly type: 'success'; readonly value: JsonValue | undefined; readonly skipmixin: SkipDecision | null }
  | { readonly type: 'skipped'; readonly message: string }
  | { readonly type: 'failed'; readonly error: string; readonly mayRetry: boolean }
  /** Cut short by its worker's stop: to be queued again as the same try. */
  | { readonly type: 'requeued' }

/** Why an attempt is ended from outside, as the reason of its abort signal. */
export type EndReason =
  /** The row says something else than running, or another attempt: it is no longer ours to write. */
  | { readonly type: 'externally_set'; readonly state: TaskInstanceState | null }
  /** The worker ends; `requeue` gives the task to another one, as the same try. */
  | { readonly type: 'worker_stopping'; readonly requeue: boolean }
  /** Somebody asked for its end by Celery's remote control: as in Airflow it has failed, with a retry where one is left. */
  | { readonly type: 'terminated'; readonly isForced: boolean }
  /** The worker cannot renew its lease: before it runs out nothing of the attempt may live. */
  | { readonly type: 'lease_lost' }

/** Whether the processes of the attempt are killed at once, without the time to end by themselves. */
export const isAtOnce = (reason: EndReason | undefined): boolean =>
  reason?.type === 'lease_lost' || (reason?.type === 'terminated' && reason.isForced)

/** The state of a task instance after this outcome (Airflow's handle_failure: up_for_retry while tries are left). */
export function endStateOf(
  outcome: Outcome,
  request: AttemptRequest,
  from: 'queued' | 'running' | 'restarting',
): TaskInstanceState {
  if (from === 'restarting') return 'up_for_retry'
  if (outcome.type === 'success') return 'success'
  if (outcome.type === 'skipped') return 'skipped'
  if (outcome.type === 'requeued') return 'scheduled'
  const { tryNumber, maxTries, task } = request
  const isEligible = outcome.mayRetry && isEligibleToRetry({ state: from, retries: task.retries, tryNumber, maxTries })
  return isEligible ? 'up_for_retry' : 'failed'
}
