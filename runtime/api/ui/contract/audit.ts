/** Something that somebody did. */
export interface AuditLine {
  readonly id: number
  readonly atMs: number | null
  readonly event: string
  readonly owner: string | null
  readonly dagId: string | null
  readonly taskId: string | null
  readonly runId: string | null
  /** The request, as JSON or text. */
  readonly extra: string | null
}

/** A page of the audit log, the newest first. */
export interface AuditPage {
  readonly events: readonly AuditLine[]
  readonly total: number
}
