import { restFor } from '../../service/poll.ts'
import type { ClusterState } from '../state/cluster-state.ts'
import { isEnded } from '../state/task-record.ts'

/** Celery asks its result backend as often. */
const LOOK_MS = 100

/** Waits until events have told of the task's end, or the time or the signal ends it; null is as long as it takes. */
export async function untilEnded(
  state: ClusterState,
  id: string,
  { seconds, signal }: { readonly seconds: number | null; readonly signal: AbortSignal },
): Promise<void> {
  const untilMs = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000
  while (!signal.aborted && performance.now() < untilMs) {
    const task = state.task(id)
    if (task !== undefined && isEnded(task)) return
    await restFor(Math.min(LOOK_MS, untilMs - performance.now()), signal)
  }
}
