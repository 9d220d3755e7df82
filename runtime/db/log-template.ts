import { sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'

/** How log paths are made; each DAG run keeps the one that was current when it was created. */
export interface LogTemplate {
  readonly filename: string
  readonly elasticsearchId: string
}

/** Airflow 2.10's defaults of [logging] log_filename_template and [elasticsearch] log_id_template. */
export const DEFAULT_LOG_TEMPLATE: LogTemplate = {
  filename:
    'dag_id={{ ti.dag_id }}/run_id={{ ti.run_id }}/task_id={{ ti.task_id }}/{% if ti.map_index >= 0 %}map_index={{ ti.map_index }}/{% endif %}attempt={{ try_number|default(ti.try_number) }}.log',
  elasticsearchId: '{dag_id}-{task_id}-{run_id}-{map_index}-{try_number}',
}

/** Adds the template unless it is the newest already. */
export async function synchronizeLogTemplate(db: Db, template: LogTemplate): Promise<void> {
  const newest = await db.selectFrom('log_template').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (newest?.filename === template.filename && newest.elasticsearch_id === template.elasticsearchId) return
  await db
    .insertInto('log_template')
    .values({
      filename: template.filename,
      elasticsearch_id: template.elasticsearchId,
      created_at: sqlTimestamp(Date.now()),
    })
    .execute()
}

export async function findLogTemplate(db: Db, id: number): Promise<LogTemplate | null> {
  const row = await db.selectFrom('log_template').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : { filename: row.filename, elasticsearchId: row.elasticsearch_id }
}
