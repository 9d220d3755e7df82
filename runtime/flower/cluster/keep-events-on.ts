import type { Broadcaster } from '../../queue/monitor/broadcast.ts'
import { restFor } from '../../service/poll.ts'

/** Flower's interval: a worker that has just started sends no task events until it is told to. */
const INTERVAL_MS = 5_000

/** Turns the task events of all workers on, now and again. Without a broker it tries again; the connection says so in the log. */
export async function keepEventsOn(broadcaster: Broadcaster, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await broadcaster.cast('enable_events', {}).catch(() => undefined)
    await restFor(INTERVAL_MS, signal)
  }
}
