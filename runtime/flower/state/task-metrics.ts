/** What Prometheus wants to know of the tasks of one name on one worker. */
export interface TaskMetrics {
  /** Events by type. */
  readonly events: Map<string, number>
  readonly runtime: RuntimeHistogram
  /** Seconds from received to started of the latest task; 0 once it has ended, null before the first. */
  prefetchSeconds: number | null
  /** Received and not yet started. */
  prefetched: number
}

export interface RuntimeHistogram {
  /** How many took at most each of RUNTIME_BUCKETS; not cumulative. */
  readonly counts: number[]
  sum: number
  count: number
}

/** Upper bounds in seconds: the defaults of Prometheus' Python client, which Flower takes. */
export const RUNTIME_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const

export const newTaskMetrics = (): TaskMetrics => ({
  events: new Map(),
  runtime: { counts: RUNTIME_BUCKETS.map(() => 0), sum: 0, count: 0 },
  prefetchSeconds: null,
  prefetched: 0,
})

export function observeRuntime(histogram: RuntimeHistogram, seconds: number): void {
  histogram.sum += seconds
  histogram.count += 1
  const bucket = RUNTIME_BUCKETS.findIndex(bound => seconds <= bound)
  if (bucket !== -1) histogram.counts[bucket] = (histogram.counts[bucket] as number) + 1
}

export function countIn(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
