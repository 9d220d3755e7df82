import { restFor } from '../../service/poll.ts'
import type { Worker } from '../worker.ts'

/** Celery's `--autoscale max,min`: how many tasks run at once at most, and how many slots stay when there is no work. */
export interface Autoscale {
  readonly most: number
  readonly fewest: number
}

export interface AutoscalerParts {
  readonly worker: Pick<Worker, 'slots' | 'openSlots' | 'resize'>
  /** Without it the pool has the size it has. */
  readonly limits: Autoscale | null
  /** How long slots stay after the last one was added, milliseconds (Celery: AUTOSCALE_KEEPALIVE). */
  readonly keepMs: number
  /** There may be more slots, or room for more. */
  readonly onGrown: () => void
}

/** A look for slots that are not needed (Celery's autoscaler looks as often). */
const LOOK_MS = 1000

/** Keeps the pool of a worker between its limits: it grows when a message finds no slot, and shrinks some time later. */
export class Autoscaler {
  readonly #parts: AutoscalerParts
  #limits: Autoscale | null
  #grownMs = performance.now()

  constructor(parts: AutoscalerParts) {
    this.#parts = parts
    this.#limits = parts.limits
  }

  /** As `celery inspect stats` shows it; null for a pool that does not scale. */
  get info(): { readonly max: number; readonly min: number; readonly current: number; readonly qty: number } | null {
    if (this.#limits === null) return null
    const { slots, openSlots } = this.#parts.worker
    return { max: this.#limits.most, min: this.#limits.fewest, current: slots, qty: slots - openSlots }
  }

  /** A message waits for a slot: @returns whether there is one more now */
  growForMessage(): boolean {
    const { worker } = this.#parts
    if (this.#limits === null || worker.slots >= this.#limits.most) return false
    worker.resize(worker.slots + 1)
    this.#grownMs = performance.now()
    return true
  }

  /** `control pool_grow` and `pool_shrink`: the limits move where they stand in the way, as in Celery. */
  changeBy(count: number): void {
    const slots = Math.max(this.#parts.worker.slots + count, 0)
    if (this.#limits !== null) {
      const { most, fewest } = this.#limits
      this.#limits = { most: Math.max(most, slots), fewest: Math.min(fewest, slots) }
    }
    this.#resize(slots)
    this.#parts.onGrown()
  }

  /** `control autoscale`: other limits; a pool that did not scale does from now on. */
  setLimits(most: number, fewest: number): void {
    this.#limits = { most: Math.max(most, fewest), fewest }
    const { slots } = this.#parts.worker
    this.#resize(Math.min(Math.max(slots, this.#limits.fewest), this.#limits.most))
    this.#parts.onGrown()
  }

  get limits(): Autoscale {
    const { slots } = this.#parts.worker
    return this.#limits ?? { most: slots, fewest: slots }
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await restFor(LOOK_MS, signal)
      this.#shrink()
    }
  }

  #shrink(): void {
    const { worker, keepMs } = this.#parts
    if (this.#limits === null || performance.now() - this.#grownMs < keepMs) return
    const needed = Math.max(worker.slots - worker.openSlots, this.#limits.fewest)
    if (needed < worker.slots) worker.resize(needed)
  }

  #resize(slots: number): void {
    const { worker } = this.#parts
    if (slots > worker.slots) this.#grownMs = performance.now()
    worker.resize(slots)
  }
}
