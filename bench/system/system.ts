import type { Call } from './api.ts'
import type { ProgramSet } from './program-set.ts'

/** A workflow system under test, ours or Airflow, driven through Airflow's stable REST API. */
export interface System extends AsyncDisposable {
  readonly name: string
  readonly programs: ProgramSet
  readonly call: Call
  /** What creates a DAG run. */
  readonly triggerBody: object
  /** Servers that it uses without being part of it, such as the database: their pids. */
  readonly services: Readonly<Record<string, number>>
  /** Between two looks at a run; looks are load, too. */
  readonly pollMs: number
}
