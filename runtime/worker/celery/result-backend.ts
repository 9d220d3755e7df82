import type { ResultBackendSettings } from '../../config/result-backend.ts'
import { type CeleryResult, openResultTable, type ResultTable, saveResults } from '../../db/celery-result.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import type { Log } from '../../service/log.ts'
import { Poller, restFor } from '../../service/poll.ts'

export interface ResultBackendParts {
  readonly settings: ResultBackendSettings
  readonly log: Log
}

/** Results that come within this time are written together; of a task that is that short only the end is. */
const BATCH_MS = 100
/** In one statement. */
const MOST_AT_ONCE = 500
/** A database that is away for long must not fill the memory: the oldest results go. */
const MOST_WAITING = 20_000
const LONGEST_REST_MS = 30_000

/**
 * Writes what became of Celery tasks where other Celery clients look for it. Nothing waits for it: the state of a task
 * instance is in the metadata database before, and a database that does not answer costs results, never a task.
 */
export class ResultBackend {
  readonly #parts: ResultBackendParts
  readonly #poller = new Poller()
  readonly #waiting = new Map<string, CeleryResult>()
  #table: ResultTable | null = null
  #opened: Database | null = null
  #failures = 0

  constructor(parts: ResultBackendParts) {
    this.#parts = parts
  }

  get tracksStarted(): boolean {
    return this.#parts.settings.tracksStarted
  }

  store(result: CeleryResult): void {
    if (this.#waiting.size >= MOST_WAITING) this.#waiting.delete(this.#waiting.keys().next().value as string)
    this.#waiting.set(result.taskId, result)
    if (this.#waiting.size === 1) this.#poller.wake()
  }

  /** Writes until the signal, and then what is left, if the database takes it at once. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#poller.run(signal, async () => {
      if (this.#waiting.size === 0) return Number.POSITIVE_INFINITY
      await restFor(BATCH_MS, signal)
      return (await this.#flush()) ? 0 : Math.min(BATCH_MS * 2 ** this.#failures, LONGEST_REST_MS)
    })
    while (this.#waiting.size > 0 && (await this.#flush()));
    await this.#opened?.close()
  }

  /** @returns whether the database took them */
  async #flush(): Promise<boolean> {
    const batch = [...this.#waiting.values()].slice(0, MOST_AT_ONCE)
    try {
      this.#table ??= await this.#open()
      await saveResults(this.#table, batch)
    } catch (error) {
      this.#failures += 1
      if (this.#failures === 1) this.#parts.log.warn('results_not_written', { error: (error as Error).message })
      return false
    }
    this.#failures = 0
    for (const result of batch) if (this.#waiting.get(result.taskId) === result) this.#waiting.delete(result.taskId)
    return true
  }

  /** Connections of its own: the hot path never waits for one. */
  async #open(): Promise<ResultTable> {
    const { url, isExtended } = this.#parts.settings
    this.#opened ??= await openDatabase(url, { poolSize: 1 })
    return openResultTable(this.#opened, isExtended)
  }
}
