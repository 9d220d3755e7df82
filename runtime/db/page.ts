/** Which rows of a longer list. */
export interface Page {
  readonly limit: number
  readonly offset: number
}

/** A page of a list, and how many rows the whole list has. */
export interface Paged<T> {
  readonly rows: readonly T[]
  readonly total: number
}

export interface OrderBy<Column extends string> {
  readonly column: Column
  readonly isDescending: boolean
}

/** Inclusive bounds in ms since the epoch; null or absent is no bound. */
export interface TimeRange {
  readonly fromMs?: number | null | undefined
  readonly toMs?: number | null | undefined
}

export interface NumberRange {
  readonly from?: number | null | undefined
  readonly to?: number | null | undefined
}
