import type { BrokerHealth, ClusterDifference, PoolUse } from './cluster.ts'
import type { DagCounts } from './dag-list.ts'

/** Which recent time the history and the failures are of. */
export const PERIODS = ['day', 'week'] as const
export type Period = (typeof PERIODS)[number]

/** How the processes of one role are. */
export interface RoleHealth {
  readonly isHealthy: boolean
  /** Processes that report, and those that stopped doing so. */
  readonly alive: number
  readonly silent: number
  /** The latest; null when none has ever been heard of. */
  readonly heartbeatMs: number | null
}

export interface WorkersHealth extends RoleHealth {
  /** Those that take nothing new. */
  readonly drained: number
  readonly running: number
  readonly slots: number
}

/** Whether each part is well. */
export interface Health {
  /** How long its answer took. */
  readonly databaseAnswerMs: number
  readonly scheduler: RoleHealth
  /** Null without the CeleryExecutor: the scheduler runs the tasks then. */
  readonly workers: WorkersHealth | null
  readonly broker: BrokerHealth | null
  /** Null where none has ever run. */
  readonly triggerer: RoleHealth | null
  /** Where nodes differ; none for users who may not see the cluster. */
  readonly differences: readonly ClusterDifference[]
}

/** A stretch of time with the runs that began in it, by state. */
export interface HistoryBar {
  readonly fromMs: number
  readonly toMs: number
  readonly runs: Readonly<Record<string, number>>
}

export interface RunFailure {
  readonly dagId: string
  readonly runId: string
  readonly startMs: number | null
  readonly endMs: number
}

export interface TaskFailure extends RunFailure {
  readonly taskId: string
  readonly mapIndex: number
  readonly tryNumber: number
}

export interface FileError {
  readonly filename: string
  readonly text: string
  readonly atMs: number
}

/** Where things stand, of what the user may read. Times are milliseconds since the epoch. */
export interface HomePage {
  readonly version: string
  readonly executor: string
  readonly health: Health
  readonly dags: DagCounts
  /** Runs and task instances that are not over, by state. */
  readonly runs: Readonly<Record<string, number>>
  readonly tasks: Readonly<Record<string, number>>
  /** Null for users who may not read pools. */
  readonly pools: readonly PoolUse[] | null
  /** The oldest first. */
  readonly history: readonly HistoryBar[]
  /** The latest first, and not more than a few; null for users who may read no runs, or no task instances. */
  readonly failedRuns: readonly RunFailure[] | null
  readonly failedTasks: readonly TaskFailure[] | null
  /** The first ones of them, and how many there are; null for users who may not read them. */
  readonly importErrors: { readonly total: number; readonly first: readonly FileError[] } | null
}
