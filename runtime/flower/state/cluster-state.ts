import type { CeleryEvent } from '../../queue/monitor/events.ts'
import type { Clock } from '../../service/clock.ts'
import { numberOf } from './shortened.ts'
import { countIn, observeRuntime } from './task-metrics.ts'
import { foldTaskEvent, newTask, type TaskRecord } from './task-record.ts'
import { foldTaskSign, foldWorkerEvent, isAlive, metricsOf, newWorker, type WorkerRecord } from './worker-record.ts'

export interface ClusterStateOptions {
  readonly clock: Clock
  /** The oldest are forgotten beyond that. */
  readonly maxTasks: number
  readonly maxWorkers: number
  /** A worker that has been offline for so long is forgotten. */
  readonly purgeOfflineMs: number
}

/** What the cluster does, folded from the events of its workers. Its size is bounded, however long it runs. */
export class ClusterState {
  readonly #options: ClusterStateOptions
  readonly #tasks = new Map<string, TaskRecord>()
  readonly #workers = new Map<string, WorkerRecord>()

  constructor(options: ClusterStateOptions) {
    this.#options = options
  }

  get taskCount(): number {
    return this.#tasks.size
  }

  /** In the order of their names. */
  get workers(): readonly Readonly<WorkerRecord>[] {
    this.#purge()
    return [...this.#workers.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  get aliveWorkers(): readonly string[] {
    return this.workers.filter(worker => this.isAlive(worker)).map(worker => worker.name)
  }

  /** Those seen first are last. */
  get newestTasks(): readonly Readonly<TaskRecord>[] {
    return [...this.#tasks.values()].reverse()
  }

  /** Names of the tasks in memory. */
  get taskNames(): readonly string[] {
    return [...new Set([...this.#tasks.values()].flatMap(({ name }) => name ?? []))].sort()
  }

  worker(name: string): Readonly<WorkerRecord> | undefined {
    return this.#workers.get(name)
  }

  task(uuid: string): Readonly<TaskRecord> | undefined {
    return this.#tasks.get(uuid)
  }

  isAlive(worker: Readonly<WorkerRecord>): boolean {
    return isAlive(worker, this.#options.clock())
  }

  /** Takes over tasks of earlier times, the oldest first; what events tell counts more. */
  seed(tasks: readonly TaskRecord[]): void {
    for (const task of tasks) if (!this.#tasks.has(task.uuid)) this.#keep(task)
  }

  fold(event: CeleryEvent): void {
    if (typeof event.hostname !== 'string' || typeof event.timestamp !== 'number') return
    if (event.type.startsWith('worker-')) this.#foldWorkerEvent(event)
    else if (event.type.startsWith('task-') && typeof event['uuid'] === 'string') this.#foldTaskEvent(event)
  }

  #foldWorkerEvent(event: CeleryEvent): void {
    const worker = this.#workerNamed(event.hostname)
    // A worker that comes back has said no goodbye yet.
    if (event.type === 'worker-online') worker.events.delete('worker-offline')
    foldWorkerEvent(worker, event, this.#options.clock())
    countIn(worker.events, event.type)
  }

  #foldTaskEvent(event: CeleryEvent): void {
    const uuid = event['uuid'] as string
    const task = this.#tasks.get(uuid) ?? this.#keep(newTask(uuid))
    const waitedAt = prefetchedAt(task)
    foldTaskEvent(task, event)
    // It is sent by a scheduler, which is no worker.
    if (event.type === 'task-sent') return
    const worker = this.#workerNamed(event.hostname)
    foldTaskSign(worker, this.#options.clock())
    countIn(worker.events, event.type)
    this.#measure(worker, task, event)
    this.#movePrefetched(task, waitedAt, prefetchedAt(task))
  }

  #measure(worker: WorkerRecord, task: TaskRecord, event: CeleryEvent): void {
    const metrics = metricsOf(worker, task.name ?? '')
    countIn(metrics.events, event.type)
    const runtime = numberOf(event['runtime'])
    if (runtime !== null && runtime > 0) observeRuntime(metrics.runtime, runtime)
    if (event.type === 'task-succeeded' || event.type === 'task-failed') metrics.prefetchSeconds = 0
    if (event.type === 'task-started' && task.received !== null)
      metrics.prefetchSeconds = Math.max(event.timestamp - task.received, 0)
  }

  #movePrefetched(task: TaskRecord, from: string | null, to: string | null): void {
    if (from === to) return
    this.#changePrefetched(from, task, -1)
    this.#changePrefetched(to, task, 1)
  }

  #changePrefetched(workerName: string | null, { name }: TaskRecord, by: number): void {
    const worker = workerName === null ? undefined : this.#workers.get(workerName)
    if (worker === undefined) return
    const metrics = metricsOf(worker, name ?? '')
    metrics.prefetched = Math.max(metrics.prefetched + by, 0)
  }

  #keep(task: TaskRecord): TaskRecord {
    this.#tasks.set(task.uuid, task)
    if (this.#tasks.size > this.#options.maxTasks) this.#forgetOldest()
    return task
  }

  #forgetOldest(): void {
    const [uuid, task] = this.#tasks.entries().next().value as [string, TaskRecord]
    this.#tasks.delete(uuid)
    this.#changePrefetched(prefetchedAt(task), task, -1)
  }

  #workerNamed(name: string): WorkerRecord {
    const known = this.#workers.get(name)
    if (known !== undefined) return known
    const worker = newWorker(name, this.#options.clock())
    this.#workers.set(name, worker)
    if (this.#workers.size > this.#options.maxWorkers) this.#workers.delete(this.#workers.keys().next().value as string)
    return worker
  }

  #purge(): void {
    const { clock, purgeOfflineMs } = this.#options
    for (const [name, worker] of this.#workers)
      if (!this.isAlive(worker) && clock() - worker.heardMs > purgeOfflineMs) this.#workers.delete(name)
  }
}

/** The worker that holds the task without having started it; a task with an ETA waits for its time, not for a slot. */
const prefetchedAt = ({ state, worker, eta }: TaskRecord): string | null =>
  state === 'RECEIVED' && eta === null ? worker : null
