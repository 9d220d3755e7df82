/** Which tasks are looked for. */
export type TaskSearch =
  | { readonly type: 'and' | 'or'; readonly parts: readonly TaskSearch[] }
  /** That text anywhere in the field; without a field, anywhere in the task. */
  | { readonly type: 'text'; readonly field: TextField | null; readonly value: string }
  /** Exactly that, whatever its case. */
  | { readonly type: 'exact'; readonly field: 'state' | 'worker' | 'name'; readonly value: string }
  | { readonly type: 'kwarg'; readonly name: string; readonly value: string }
  | { readonly type: 'time'; readonly field: TimeField; readonly seconds: number }

export const TEXT_FIELDS = [
  ...(['name', 'worker', 'args', 'kwargs', 'result'] as const),
  ...(['uuid', 'exception', 'dag', 'run', 'task'] as const),
] as const
export type TextField = (typeof TEXT_FIELDS)[number]

export const TIME_FIELDS = ['received-start', 'received-end', 'started-start', 'started-end'] as const
export type TimeField = (typeof TIME_FIELDS)[number]

/** All that may stand before a colon. */
export const SEARCH_FIELDS: readonly string[] = ['state', ...TEXT_FIELDS, ...TIME_FIELDS]

/** Fits every task. */
export const ALL_TASKS: TaskSearch = { type: 'and', parts: [] }
