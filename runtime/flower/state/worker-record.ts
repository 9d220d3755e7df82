import type { CeleryEvent } from '../../queue/monitor/events.ts'
import { numberOf, textOf } from './shortened.ts'
import { newTaskMetrics, type TaskMetrics } from './task-metrics.ts'

/** A worker as its events tell it; only its owner, ClusterState, changes one. */
export interface WorkerRecord {
  /** The node name, `celery@host`. */
  readonly name: string
  pid: number | null
  /** Seconds between two heartbeats. */
  freq: number
  /** When the last ones were received, in seconds since the epoch, the newest last; none when it is offline. */
  heartbeats: number[]
  /** When it was last heard of, in ms since the epoch. */
  heardMs: number
  clock: number
  active: number | null
  processed: number | null
  loadavg: readonly number[] | null
  swIdent: string | null
  swVer: string | null
  swSys: string | null
  /** Events by type since this process started. */
  readonly events: Map<string, number>
  /** By name of the task. */
  readonly tasks: Map<string, TaskMetrics>
}

/** Celery's, until the worker tells. */
const DEFAULT_FREQ_SECONDS = 60
const MOST_HEARTBEATS = 4

export const newWorker = (name: string, nowMs: number): WorkerRecord => ({
  name,
  pid: null,
  freq: DEFAULT_FREQ_SECONDS,
  heartbeats: [],
  heardMs: nowMs,
  clock: 0,
  active: null,
  processed: null,
  loadavg: null,
  swIdent: null,
  swVer: null,
  swSys: null,
  events: new Map(),
  tasks: new Map(),
})

/** Celery waits for two heartbeats (HEARTBEAT_EXPIRE_WINDOW); hosts that are busy get at least this. */
const SHORTEST_PATIENCE_SECONDS = 10

export function isAlive({ heartbeats, freq }: WorkerRecord, nowMs: number): boolean {
  const last = heartbeats.at(-1)
  return last !== undefined && nowMs / 1000 < last + Math.max(freq * 2, SHORTEST_PATIENCE_SECONDS)
}

export function foldWorkerEvent(worker: WorkerRecord, event: CeleryEvent, nowMs: number): void {
  worker.pid = numberOf(event.pid) ?? worker.pid
  worker.freq = numberOf(event['freq']) ?? worker.freq
  worker.clock = numberOf(event.clock) ?? worker.clock
  worker.active = numberOf(event['active']) ?? worker.active
  worker.processed = numberOf(event['processed']) ?? worker.processed
  worker.loadavg = loadOf(event['loadavg']) ?? worker.loadavg
  worker.swIdent = textOf(event['sw_ident'], LONGEST_NAME) ?? worker.swIdent
  worker.swVer = textOf(event['sw_ver'], LONGEST_NAME) ?? worker.swVer
  worker.swSys = textOf(event['sw_sys'], LONGEST_NAME) ?? worker.swSys
  if (event.type === 'worker-offline') {
    worker.heartbeats = []
    worker.active = 0
    for (const metrics of worker.tasks.values()) metrics.prefetched = 0
  } else hear(worker, nowMs)
}

/** A task event shows that its worker lives, but not one that says goodbye: its last events may come after that. */
export function foldTaskSign(worker: WorkerRecord, nowMs: number): void {
  if (worker.heartbeats.length > 0 || !worker.events.has('worker-offline')) hear(worker, nowMs)
}

export function metricsOf(worker: WorkerRecord, taskName: string): TaskMetrics {
  const known = worker.tasks.get(taskName)
  if (known !== undefined) return known
  const metrics = newTaskMetrics()
  worker.tasks.set(taskName, metrics)
  return metrics
}

const LONGEST_NAME = 256

function hear(worker: WorkerRecord, nowMs: number): void {
  worker.heardMs = nowMs
  worker.heartbeats = [...worker.heartbeats, nowMs / 1000].slice(-MOST_HEARTBEATS)
}

const loadOf = (value: CeleryEvent[string] | undefined): readonly number[] | null =>
  Array.isArray(value) ? value.filter(one => typeof one === 'number') : null
