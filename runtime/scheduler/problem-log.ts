import type { QueueRequest, Waiting } from '../model/limits.ts'
import type { Log } from '../service/log.ts'

/** Says once, not at every pass, which tasks wait for what does not come by itself. */
export class ProblemLog {
  readonly #log: Log
  readonly #said = new Set<string>()

  constructor(log: Log) {
    this.#log = log
  }

  warnOf(waiting: readonly Waiting<QueueRequest>[], pools: ReadonlyMap<string, number>): void {
    for (const { request, obstacle } of waiting) {
      if (obstacle !== 'pool_missing' && obstacle !== 'pool_too_small') continue
      const text = `${textOf(request)} ${obstacle}`
      if (this.#said.has(text)) continue
      this.#said.add(text)
      if (obstacle === 'pool_missing') this.#log.warn(obstacle, request)
      else this.#log.warn(obstacle, { ...request, wants: request.poolSlots, slots: pools.get(request.pool) ?? 0 })
    }
  }

  /** The task was queued: should it wait again, that is news. */
  forget(request: Pick<QueueRequest, 'dagId' | 'taskId'>): void {
    for (const obstacle of ['pool_missing', 'pool_too_small']) this.#said.delete(`${textOf(request)} ${obstacle}`)
  }
}

const textOf = ({ dagId, taskId }: Pick<QueueRequest, 'dagId' | 'taskId'>): string => `${dagId} ${taskId}`
