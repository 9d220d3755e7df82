/** When a DAG runs. `cron` is evaluated in its IANA time zone; `delta` is a fixed interval. */
export type Schedule =
  | { readonly type: 'none' }
  | { readonly type: 'once' }
  | { readonly type: 'continuous' }
  | { readonly type: 'cron'; readonly expression: string; readonly timezone: string }
  | { readonly type: 'delta'; readonly ms: number }

/** [start, end) of the data that a run covers; milliseconds since the epoch. */
export interface DataInterval {
  readonly startMs: number
  readonly endMs: number
}
