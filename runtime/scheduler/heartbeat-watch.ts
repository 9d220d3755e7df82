import type { Job } from '../db/job.ts'

/** How old a heartbeat may be, milliseconds, by kind of job. */
export interface HeartbeatLimits {
  readonly scheduler: number
  readonly localTask: number
  readonly celeryWorker: number
}

/** One look at the heartbeats: when it was, and since when the database has been up without a break, ms since the epoch. */
export interface Look {
  readonly nowMs: number
  readonly databaseUpMs: number
}

/**
 * Tells whose heartbeat has stopped. Time in which nobody could renew one counts for nobody: while the database was away,
 * and while we could not look ourselves, since it was out of reach or we were paused. Without that a restarted database
 * would cost every worker what it runs.
 */
export class HeartbeatWatch {
  readonly #limits: HeartbeatLimits
  readonly #longestGapMs: number
  #lastLookMs: number | null = null
  #sinceMs = 0

  /** @param restMs how long the looks are apart */
  constructor(limits: HeartbeatLimits, restMs: number) {
    this.#limits = limits
    this.#longestGapMs = restMs + LATE_MS
  }

  /** @returns which of the jobs are dead; to be called with the heartbeats as they are at that time */
  look({ nowMs, databaseUpMs }: Look): (job: Job) => boolean {
    if (this.#lastLookMs !== null && nowMs - this.#lastLookMs > this.#longestGapMs) this.#sinceMs = nowMs
    this.#lastLookMs = nowMs
    const sinceMs = Math.max(this.#sinceMs, databaseUpMs)
    return job => nowMs - Math.max(job.latestHeartbeatMs ?? 0, sinceMs) > this.#limits[kindOf(job)]
  }
}

/** A look may come so late on a busy host. */
const LATE_MS = 5000

function kindOf(job: Job): keyof HeartbeatLimits {
  if (job.jobType === 'SchedulerJob') return 'scheduler'
  return job.executorClass === 'CeleryExecutor' ? 'celeryWorker' : 'localTask'
}
