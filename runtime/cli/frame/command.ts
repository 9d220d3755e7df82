import type { Option } from 'commander'

/** Which Airflow's form was typed: 1 is `list_dags`, 2 is `dags list`. Output and exit codes follow it. */
export type Generation = 1 | 2

/** One run of a command, with what was typed. */
export interface Call<Options extends object = object> {
  /** Arguments without options; missing optional ones are not there. */
  readonly args: readonly string[]
  readonly options: Options
  readonly generation: Generation
  /** The 2.x name, e.g. `dags trigger`. */
  readonly path: string
  /** All that was typed after `airflow`. */
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** What the audit log calls the command, without `cli_`; null: it changes nothing. */
  readonly audit: string | null
}

/** A command of the table, in a module of its own that is loaded only when it runs. */
export interface Command<Options extends object = object> {
  /** In commander's form: `<dag_id>`, `[logical_date]`. */
  readonly positionals?: readonly string[]
  readonly options?: readonly Option[]
  readonly audit?: string
  /** Resolves to the exit code. */
  run(call: Call<Options>): Promise<number>
}
