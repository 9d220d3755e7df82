/** What the command palette finds by a part of a name. */
export interface SearchResults {
  readonly dags: readonly { readonly dagId: string; readonly displayName: string }[]
  /** The newest first. */
  readonly runs: readonly { readonly dagId: string; readonly runId: string; readonly state: string }[]
}
