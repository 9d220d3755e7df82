/** A process that says, or said, that it lives. Times are milliseconds since the epoch. */
export interface JobLine {
  readonly id: number
  readonly jobType: string
  readonly state: string
  /** It says that it runs, and said so lately. */
  readonly isAlive: boolean
  readonly dagId: string | null
  readonly hostname: string
  readonly unixname: string
  readonly executorClass: string | null
  readonly startMs: number | null
  readonly endMs: number | null
  readonly heartbeatMs: number | null
}

export interface JobList {
  readonly jobs: readonly JobLine[]
  readonly total: number
}

/** A try that gave its slot back until later. */
export interface RescheduleLine {
  readonly id: number
  readonly dagId: string
  readonly runId: string
  readonly taskId: string
  readonly tryNumber: number
  readonly startMs: number
  readonly endMs: number
  readonly rescheduleMs: number
}

export interface RescheduleList {
  readonly reschedules: readonly RescheduleLine[]
  readonly total: number
}

/** A task that had not succeeded within its SLA. */
export interface SlaMissLine {
  readonly dagId: string
  readonly taskId: string
  readonly logicalDateMs: number
  readonly atMs: number | null
  readonly isEmailSent: boolean
}

export interface SlaMissList {
  readonly misses: readonly SlaMissLine[]
  readonly total: number
}
