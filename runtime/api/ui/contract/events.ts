/** What the event stream says: something that pages may show has changed. */
export type LiveEvent =
  | { readonly type: 'dag_run'; readonly dagId: string; readonly runId: string }
  | { readonly type: 'dags' }
  | { readonly type: 'import_errors' }
  | { readonly type: 'cluster' }
