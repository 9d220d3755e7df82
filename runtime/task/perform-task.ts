import type { AttemptRequest } from '../model/attempt.ts'
import { restFor } from '../service/poll.ts'
import type { TaskLog } from '../task-log/log-writer.ts'
import type { AttemptParts } from './attempt-parts.ts'
import { execute } from './execute.ts'
import type { EndReason, Outcome } from './outcome.ts'
import { type RenderedTask, renderTask } from './render.ts'

export interface Performance {
  readonly log: TaskLog
  /** Ends the task; the reason is an EndReason. */
  readonly signal: AbortSignal
  /** What the template fields became, before the task runs. */
  readonly onRendered: (rendered: RenderedTask) => void
}

/** Renders and runs a task within its execution timeout; whatever goes wrong is an outcome, never thrown. */
export async function performTask(
  parts: AttemptParts,
  request: AttemptRequest,
  performing: Performance,
): Promise<Outcome> {
  const timeout = new AbortController()
  const { executionTimeoutMs } = request.task
  const isOver = new AbortController()
  if (executionTimeoutMs !== null) void abortAfter(executionTimeoutMs, timeout, isOver.signal)
  const signal = AbortSignal.any([performing.signal, timeout.signal])
  try {
    const rendered = await renderTask(parts, request)
    performing.onRendered(rendered)
    if (signal.aborted) return endedEarly(NOT_BEGUN, request, performing.signal)
    const outcome = await execute(parts, request, { log: performing.log, signal, rendered })
    return signal.aborted ? endedEarly(outcome, request, performing.signal) : outcome
  } catch (error) {
    const failure: Outcome = { type: 'failed', error: textOf(error), mayRetry: true }
    return isStoppedByWorker(performing.signal) ? { type: 'requeued' } : failure
  } finally {
    isOver.abort()
  }
}

const NOT_BEGUN: Outcome = { type: 'failed', error: 'The task was ended before it began', mayRetry: true }

/** Whether the worker gives the attempt back: it ends as if it had never begun, whatever its last moments came to. */
export function isStoppedByWorker(signal: AbortSignal): boolean {
  const reason = signal.reason as EndReason | undefined
  return signal.aborted && reason?.type === 'worker_stopping' && reason.requeue
}

/** A timer takes no more than 24 days: longer timeouts need several. */
async function abortAfter(delayMs: number, timeout: AbortController, isOver: AbortSignal): Promise<void> {
  for (const endsAt = performance.now() + delayMs; !isOver.aborted; ) {
    const leftMs = endsAt - performance.now()
    if (leftMs <= 0) return timeout.abort()
    await restFor(leftMs, isOver)
  }
}

/** What the process says of its own end is of no interest when we ended it. */
function endedEarly(outcome: Outcome, request: AttemptRequest, signal: AbortSignal): Outcome {
  if (outcome.type === 'success') return outcome
  if (!signal.aborted) return { type: 'failed', error: timeoutText(request), mayRetry: true }
  const reason = signal.reason as EndReason
  if (isStoppedByWorker(signal)) return { type: 'requeued' }
  return { type: 'failed', error: reasonText(reason), mayRetry: true }
}

const timeoutText = (request: AttemptRequest): string =>
  `AirflowTaskTimeout: the task took longer than its execution timeout of ${(request.task.executionTimeoutMs ?? 0) / 1000} s and was ended`

function reasonText(reason: EndReason): string {
  if (reason.type === 'externally_set') return `The task was ended: its state was set to ${reason.state ?? 'None'}`
  if (reason.type === 'lease_lost')
    return 'The task was ended: its worker could not reach the database to renew its lease'
  if (reason.type === 'terminated') return 'Task received SIGTERM signal: it was revoked with terminate'
  return 'Task received SIGTERM signal: its worker is stopping'
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isBug = error.name === 'Error' || error instanceof TypeError
  return isBug ? (error.stack ?? error.message) : `${error.name}: ${error.message}`
}
