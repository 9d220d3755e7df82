import type { RunNeighbours } from './run.ts'

/** One try of a task instance. Times are milliseconds since the epoch, durations seconds. */
export interface TaskAttempt {
  readonly tryNumber: number
  readonly state: string | null
  readonly hostname: string
  readonly queuedMs: number | null
  readonly startMs: number | null
  readonly endMs: number | null
  readonly duration: number | null
}

/** A task instance of a mapped task. */
export interface MappedInstance {
  readonly mapIndex: number
  /** Its rendered name, or else its index. */
  readonly label: string
  readonly state: string | null
}

/** What the panel of a task instance shows besides its log. */
export interface TaskPanel {
  readonly dagId: string
  readonly runId: string
  readonly taskId: string
  readonly mapIndex: number
  readonly label: string
  readonly state: string | null
  readonly tryNumber: number
  readonly maxTries: number
  readonly operator: string | null
  readonly triggerRule: string | null
  readonly pool: string
  readonly queue: string | null
  readonly priorityWeight: number | null
  readonly hostname: string
  readonly pid: number | null
  readonly note: string | null
  readonly renderedFields: Readonly<Record<string, unknown>>
  /** The first try first. */
  readonly attempts: readonly TaskAttempt[]
  /** Why it is not queued, each reason in words; empty for what runs or has ended. */
  readonly unmet: readonly string[]
  /** All task instances of a mapped task, this one among them; empty for others. */
  readonly mapped: readonly MappedInstance[]
  readonly docMd: string | null
  readonly neighbours: RunNeighbours
}

/** A piece of a log, as the tail of it sends it. */
export interface LogPiece {
  readonly text: string
  /** Nothing more will come. */
  readonly isEnd: boolean
}
