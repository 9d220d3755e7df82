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

/** Which rendered fields to prune; `keepRuns` is [core] max_num_rendered_ti_fields_per_task, 0 keeps all. */
export interface Pruning {
  readonly dagId: string
  readonly taskId: string
  readonly keepRuns: number
}

/** Deletes those of all but the last runs of the task, by logical date. */
export async function pruneRenderedFields(db: Db, { dagId, taskId, keepRuns }: Pruning): Promise<void> {
  if (keepRuns === 0) return
  const stale = await db
    .selectFrom('rendered_task_instance_fields as fields')
    .innerJoin('dag_run', run =>
      run.onRef('dag_run.dag_id', '=', 'fields.dag_id').onRef('dag_run.run_id', '=', 'fields.run_id'),
    )
    .select('fields.run_id')
    .where('fields.dag_id', '=', dagId)
    .where('fields.task_id', '=', taskId)
    .groupBy(['fields.run_id', 'dag_run.execution_date'])
    .orderBy('dag_run.execution_date', 'desc')
    .limit(MOST_AT_ONCE)
    .offset(keepRuns)
    .execute()
  if (stale.length === 0) return
  await db
    .deleteFrom('rendered_task_instance_fields')
    .where('dag_id', '=', dagId)
    .where('task_id', '=', taskId)
    .where(
      'run_id',
      'in',
      stale.map(row => row.run_id),
    )
    .execute()
}

/** More than one run is stale only when the limit was lowered; the rest goes the next times. */
const MOST_AT_ONCE = 100
