import type { Metric, Sample } from '../../service/prometheus-text.ts'
import type { QueueOverview } from '../broker/queue-reports.ts'
import type { ClusterState } from '../state/cluster-state.ts'
import { RUNTIME_BUCKETS, type RuntimeHistogram, type TaskMetrics } from '../state/task-metrics.ts'
import type { WorkerRecord } from '../state/worker-record.ts'

/** Flower's metrics under its names and labels, then those of queues that it lacks. */
export function flowerMetrics(state: ClusterState, { queues }: QueueOverview, nowMs: number): Metric[] {
  const { workers } = state
  return [
    ...taskMetrics(workers),
    gauge(
      'flower_worker_online',
      'Worker online status',
      perWorker(workers, one => (state.isAlive(one) ? 1 : 0)),
    ),
    gauge(
      'flower_worker_number_of_currently_executing_tasks',
      'Number of tasks currently executing at a worker',
      perWorker(workers, ({ active }) => active),
    ),
    gauge(
      'flower_queue_length',
      'Messages in a queue that are ready for a worker',
      queues.flatMap(({ name, ready }) => (ready === null ? [] : { labels: { queue: name }, value: ready })),
    ),
    gauge(
      'flower_queue_queued_tasks',
      'Task instances that are queued in the database',
      queues.map(({ name, queuedTasks }) => ({ labels: { queue: name }, value: queuedTasks })),
    ),
    gauge(
      'flower_queue_oldest_task_age_seconds',
      'How long the oldest queued task instance of a queue has been waiting',
      queues.map(({ name, oldestAtMs }) => ({ labels: { queue: name }, value: ageSeconds(oldestAtMs, nowMs) })),
    ),
  ]
}

type Worker = Readonly<WorkerRecord>

function taskMetrics(workers: readonly Worker[]): Metric[] {
  return [
    {
      name: 'flower_events_total',
      help: 'Number of events',
      type: 'counter',
      samples: perTask(workers, (labels, { events }) =>
        [...events].map(([type, value]) => ({ labels: { task: labels.task, type, worker: labels.worker }, value })),
      ),
    },
    gauge(
      'flower_task_prefetch_time_seconds',
      'The time the task spent waiting at the celery worker to be executed.',
      perTask(workers, (labels, { prefetchSeconds }) =>
        prefetchSeconds === null ? [] : [{ labels, value: prefetchSeconds }],
      ),
    ),
    gauge(
      'flower_worker_prefetched_tasks',
      'Number of tasks of given type prefetched at a worker',
      perTask(workers, (labels, { prefetched }) => [{ labels, value: prefetched }]),
    ),
    {
      name: 'flower_task_runtime_seconds',
      help: 'Task runtime',
      type: 'histogram',
      samples: perTask(workers, (labels, { runtime }) => (runtime.count === 0 ? [] : histogram(labels, runtime))),
    },
  ]
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  type: 'gauge',
  samples,
})

interface TaskLabels extends Readonly<Record<string, string>> {
  readonly task: string
  readonly worker: string
}

const perTask = (
  workers: readonly Worker[],
  samples: (labels: TaskLabels, metrics: TaskMetrics) => readonly Sample[],
): Sample[] =>
  workers.flatMap(({ name, tasks }) =>
    [...tasks].flatMap(([task, metrics]) => samples({ task, worker: name }, metrics)),
  )

const perWorker = (workers: readonly Worker[], value: (worker: Worker) => number | null): Sample[] =>
  workers.flatMap(worker => {
    const known = value(worker)
    return known === null ? [] : { labels: { worker: worker.name }, value: known }
  })

function histogram(labels: TaskLabels, { counts, sum, count }: RuntimeHistogram): Sample[] {
  let below = 0
  const buckets = RUNTIME_BUCKETS.map((bound, index) => {
    below += counts[index] as number
    const le = Number.isInteger(bound) ? bound.toFixed(1) : String(bound)
    return { suffix: '_bucket', labels: { le, ...labels }, value: below }
  })
  return [
    ...buckets,
    { suffix: '_bucket', labels: { le: '+Inf', ...labels }, value: count },
    { suffix: '_count', labels, value: count },
    { suffix: '_sum', labels, value: sum },
  ]
}

const ageSeconds = (sinceMs: number | null, nowMs: number): number =>
  sinceMs === null ? 0 : Math.max((nowMs - sinceMs) / 1000, 0)
