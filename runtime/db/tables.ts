import type { ColumnType, Generated, Kysely } from 'kysely'
import type { RunType } from '../model/keys.ts'
import type { DagRunState, JobState, TaskInstanceState } from '../model/states.ts'
import type { AIRFLOW_SCHEMA } from './schema/airflow-schema.ts'
import type { SLIPSTREAM_TABLES } from './schema/slipstream-tables.ts'

/**
 * All tables, Airflow's and ours, as Kysely sees them, derived from the schema's data. Timestamps are text `YYYY-MM-DD HH:MM:SS.ffffff` in
 * UTC (model/time.ts converts), booleans are 0 or 1, blobs are written as Buffer and read as Uint8Array, and a bigint
 * beyond the safe integers is read as text and written as bigint.
 */
export type Tables = { [T in keyof Schema]: Row<Schema[T]['columns'], Narrowed<T>> }

/** What the functions of a table take: the database itself or an open transaction. */
export type Db = Kysely<Tables>

type Schema = typeof AIRFLOW_SCHEMA & typeof SLIPSTREAM_TABLES

/** Columns whose values are known more exactly than by the type in the schema. */
interface NarrowedColumns {
  dag_run: { state: DagRunState | null; run_type: RunType }
  task_instance: { state: TaskInstanceState | null }
  task_instance_history: { state: TaskInstanceState | null }
  job: { state: JobState | null }
}
type Narrowed<T> = T extends keyof NarrowedColumns ? NarrowedColumns[T] : Record<never, never>

type Row<Columns, Known> = {
  [C in keyof Columns]: C extends keyof Known ? Known[C] : Cell<Columns[C]>
}

type Cell<Spec> = Spec extends `${infer Rest} AI`
  ? Generated<Value<Rest>>
  : Spec extends `${infer Rest} =${string}`
    ? Generated<Value<Rest>>
    : Spec extends `${'blob' | 'longblob'}${infer Mark}`
      ? BlobColumn<Mark extends '!' ? never : null>
      : Value<Spec>

type BlobColumn<Null> = ColumnType<Uint8Array | Null, Buffer | Null, Buffer | Null>

type Value<Spec> = Spec extends `${infer Type}!` ? Plain<Type> : Plain<Spec> | null

type Plain<Type> = Type extends 'int' | 'float'
  ? number
  : Type extends 'bool'
    ? 0 | 1
    : Type extends 'bigint'
      ? number | string | bigint
      : string
