import { createHash } from 'node:crypto'
import type { MaybeState } from './states.ts'
import { isoFormat } from './time.ts'

/** An attempt that ended, and how its task wants to be retried. */
export interface EndedAttempt {
  readonly endDateMs: number
  readonly retryDelayMs: number
  readonly exponentialBackoff: boolean
  readonly maxRetryDelayMs: number | null
  /** Number of the attempt that ended, from 1. */
  readonly tryNumber: number
  readonly key: { readonly dagId: string; readonly taskId: string; readonly logicalDateMs: number }
  /** `[core] max_task_retry_delay`, which bounds every back-off; Airflow's default is a day. */
  readonly maxTaskRetryDelayMs?: number
}

const DAY_MS = 86_400_000

/**
 * When the next attempt may start (Airflow 2.x: TaskInstance.next_retry_datetime). Back-off doubles with every try and
 * spreads by a hash, so that one task instance always waits the same and many do not wake at once.
 */
export function nextRetryMs(attempt: EndedAttempt): number {
  if (!attempt.exponentialBackoff) return attempt.endDateMs + attempt.retryDelayMs
  const cappedMs = Math.min(backoffSeconds(attempt) * 1000, attempt.maxTaskRetryDelayMs ?? DAY_MS)
  // A limit of zero is no limit, as Python's truth has it.
  const limitMs = attempt.maxRetryDelayMs || Number.POSITIVE_INFINITY
  return attempt.endDateMs + Math.min(cappedMs, limitMs)
}

/** Whether a failed attempt is followed by another; a task cleared while it ran always is. */
export function isEligibleToRetry(instance: {
  readonly state: MaybeState
  readonly retries: number
  readonly tryNumber: number
  readonly maxTries: number
}): boolean {
  if (instance.state === 'restarting') return true
  return instance.retries > 0 && instance.tryNumber <= instance.maxTries
}

function backoffSeconds({ retryDelayMs, tryNumber, key }: EndedAttempt): number {
  const least = Math.max(1, Math.ceil((retryDelayMs / 1000) * 2 ** (tryNumber - 1)))
  if (!Number.isSafeInteger(least)) return Number.POSITIVE_INFINITY
  return least + Number(hashOf(key, tryNumber) % BigInt(least))
}

function hashOf({ dagId, taskId, logicalDateMs }: EndedAttempt['key'], tryNumber: number): bigint {
  const text = `${dagId}#${taskId}#${isoFormat(logicalDateMs).replace('T', ' ')}#${tryNumber}`
  return BigInt(`0x${createHash('sha1').update(text).digest('hex')}`)
}
