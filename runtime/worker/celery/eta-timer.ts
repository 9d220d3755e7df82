import type { Delivery } from '../../queue/consumer.ts'
import type { Clock } from '../../service/clock.ts'

interface Early {
  readonly delivery: Delivery
  readonly timer: NodeJS.Timeout
}

/** Node.js fires longer timers at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Messages that came before their time (Celery's eta and countdown): they wait here, not acknowledged, until they are due. */
export class EtaTimer {
  readonly #clock: Clock
  readonly #early = new Map<string, Early>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  isEarly(etaMs: number | null): etaMs is number {
    return etaMs !== null && etaMs > this.#clock()
  }

  /** @param id of the task; a message of the same task that waits already gives way to this one */
  wait(id: string, etaMs: number, early: { readonly delivery: Delivery; readonly onDue: () => void }): void {
    const before = this.#early.get(id)
    if (before !== undefined) {
      clearTimeout(before.timer)
      before.delivery.ack()
    }
    const again = () => {
      this.#early.delete(id)
      if (this.isEarly(etaMs)) this.wait(id, etaMs, early)
      else early.onDue()
    }
    const timer = setTimeout(again, Math.min(etaMs - this.#clock(), LONGEST_TIMER_MS))
    this.#early.set(id, { delivery: early.delivery, timer })
  }

  /** All go back to the broker. */
  stop(): void {
    for (const { delivery, timer } of this.#early.values()) {
      clearTimeout(timer)
      delivery.requeue()
    }
    this.#early.clear()
  }
}
