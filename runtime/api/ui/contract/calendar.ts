/** The runs of one day, by their logical dates. */
export interface CalendarDay {
  /** `2026-11-24`. */
  readonly date: string
  /** When the day begins in the zone, and when the next one does. Milliseconds since the epoch. */
  readonly fromMs: number
  readonly toMs: number
  /** How many are in each state that occurs. */
  readonly runs: Readonly<Record<string, number>>
}

/** A year of a DAG. */
export interface DagCalendar {
  readonly year: number
  /** The years that there is something to see of, the present one among them. */
  readonly firstYear: number
  readonly lastYear: number
  /** The days that have runs, the earliest first. */
  readonly days: readonly CalendarDay[]
}
