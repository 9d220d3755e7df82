/** What of a node is not as that of the others. */
export type DifferingPart = 'version' | 'config' | 'dags' | 'clock'

/** What a Celery worker takes. */
export interface WorkerOfNode {
  /** The Celery node name, `celery@host`. */
  readonly name: string
  /** `draining` takes nothing new and still runs something, `drained` runs nothing any more. */
  readonly state: 'taking' | 'draining' | 'drained'
  readonly queues: readonly string[]
  /** Those it takes from again when it is taken back. */
  readonly ownQueues: readonly string[]
}

/** One long-lived process. Times are milliseconds since the epoch, memory is megabytes. */
export interface ClusterNode {
  readonly hostname: string
  readonly role: string
  readonly pid: number
  /** Null for what is no Celery worker. */
  readonly worker: WorkerOfNode | null
  /** Task instances that it runs now. */
  readonly running: number
  /** How many it runs at once; null for what runs none, or without limit. */
  readonly slots: number | null
  readonly version: string
  readonly configHash: string
  readonly dagsHash: string | null
  /** How far the clock of the host is ahead of the database's. */
  readonly clockOffsetMs: number
  /** Over 1, 5 and 15 minutes. */
  readonly load: readonly [number, number, number]
  readonly cpus: number
  readonly memoryTotalMb: number
  readonly memoryFreeMb: number
  readonly memoryProcessMb: number
  readonly startMs: number
  readonly heartbeatMs: number
  /** It has missed several reports. */
  readonly isSilent: boolean
  readonly differs: readonly DifferingPart[]
}

/** Something in which the nodes of one cluster should not differ, and do. */
export interface ClusterDifference {
  readonly what: string
  readonly nodes: string
  readonly advice: string
}

export interface BrokerHealth {
  /** `host:port`. */
  readonly place: string
  /** Null for a broker that answers. */
  readonly problem: string | null
  readonly answerMs: number | null
}

/** A queue of the CeleryExecutor. */
export interface QueueDepth {
  readonly queue: string
  /** Messages that wait in the broker; null where it does not answer. */
  readonly ready: number | null
  /** Task instances that are queued for it, and since when the first of them. */
  readonly queued: number
  readonly oldestMs: number | null
  /** Celery node names of living workers that take from it. */
  readonly workers: readonly string[]
}

export interface PoolUse {
  readonly name: string
  /** -1 stands for no limit. */
  readonly slots: number
  readonly running: number
  readonly queued: number
  readonly scheduled: number
  readonly deferred: number
  readonly occupied: number
}

export interface ClusterPage {
  readonly executor: string
  readonly nodes: readonly ClusterNode[]
  readonly differences: readonly ClusterDifference[]
  /** Null for users who may not read pools. */
  readonly pools: readonly PoolUse[] | null
  /** Null without the CeleryExecutor. */
  readonly broker: BrokerHealth | null
  readonly queues: readonly QueueDepth[]
  /** Null where there is no flower. */
  readonly flowerUrl: string | null
}
