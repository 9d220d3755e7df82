import type { JsonValue, TaskInstanceKey } from '../model/keys.ts'
import type { Db } from './tables.ts'
import { keyColumns } from './task-instance.ts'
import { upsert } from './upsert.ts'

/** What the template fields of an attempt became, by Airflow's field names. */
export type RenderedFields = Readonly<Record<string, JsonValue>>

export async function saveRenderedFields(db: Db, key: TaskInstanceKey, fields: RenderedFields): Promise<void> {
  const row = {
    ...keyColumns(key),
    rendered_fields: JSON.stringify(fields),
  }
  await upsert(db, {
    table: 'rendered_task_instance_fields',
    row,
    key: ['dag_id', 'task_id', 'run_id', 'map_index'],
  })
}

export async function findRenderedFields(db: Db, key: TaskInstanceKey): Promise<RenderedFields | null> {
  const row = await db
    .selectFrom('rendered_task_instance_fields')
    .select('rendered_fields')
    .where(where => where.and(keyColumns(key)))
    .executeTakeFirst()
  return row === undefined ? null : JSON.parse(row.rendered_fields)
}

/**
 * Deletes those of all but the last runs of each task of a DAG, by logical date (Airflow: delete_old_records).
 * @param keepRuns [core] max_num_rendered_ti_fields_per_task, 0 keeps all
 */
export async function pruneRenderedFields(db: Db, dagId: string, keepRuns: number): Promise<void> {
  if (keepRuns === 0) return
  let stale: Stale[]
  let deleted: bigint
  do {
    stale = await listStale(db, dagId, keepRuns)
    deleted = stale.length === 0 ? 0n : await deleteFields(db, dagId, stale)
    // Nothing deleted: somebody else prunes the same DAG.
  } while (stale.length === MOST_AT_ONCE && deleted > 0n)
}

/** The fields of a task in a run. */
interface Stale {
  readonly task_id: string
  readonly run_id: string
}

/** When a run ends, one of each task of its DAG is stale; more when the limit was lowered. A statement takes so many. */
const MOST_AT_ONCE = 100

const listStale = (db: Db, dagId: string, keepRuns: number): Promise<Stale[]> =>
  db
    .selectFrom(withAge(db, dagId).as('fields'))
    .select(['task_id', 'run_id'])
    .distinct()
    .where('age', '>', keepRuns)
    .limit(MOST_AT_ONCE)
    .execute()

async function deleteFields(db: Db, dagId: string, stale: readonly Stale[]): Promise<bigint> {
  const { numDeletedRows } = await db
    .deleteFrom('rendered_task_instance_fields')
    .where('dag_id', '=', dagId)
    .where(where => where.or(stale.map(({ task_id, run_id }) => where.and({ task_id, run_id }))))
    .executeTakeFirstOrThrow()
  return numDeletedRows
}

/** The newest run of a task that has any is of age 1. */
const withAge = (db: Db, dagId: string) =>
  db
    .selectFrom('rendered_task_instance_fields as fields')
    .innerJoin('dag_run', run =>
      run.onRef('dag_run.dag_id', '=', 'fields.dag_id').onRef('dag_run.run_id', '=', 'fields.run_id'),
    )
    .select(['fields.task_id', 'fields.run_id'])
    .select(rank =>
      rank.fn
        .agg<number>('dense_rank')
        .over(over => over.partitionBy('fields.task_id').orderBy('dag_run.execution_date', 'desc'))
        .as('age'),
    )
    .where('fields.dag_id', '=', dagId)
