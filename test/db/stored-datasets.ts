import type { Db } from '../../runtime/db/tables.ts'
import { sqlTimestamp } from '../../runtime/model/time.ts'
import { NOW_MS } from './stored-runs.ts'

interface References {
  readonly producers: readonly (readonly [dagId: string, taskId: string])[]
  readonly consumers: readonly string[]
}

/** As the DAG processor does when DAG files name a dataset. */
export async function storeDataset(db: Db, uri: string, { producers, consumers }: References): Promise<void> {
  const times = { created_at: sqlTimestamp(NOW_MS), updated_at: sqlTimestamp(NOW_MS) }
  await db
    .insertInto('dataset')
    .values({ uri, extra: '{}', ...times })
    .execute()
  const { id } = await db.selectFrom('dataset').select('id').where('uri', '=', uri).executeTakeFirstOrThrow()
  for (const [dagId, taskId] of producers)
    await db
      .insertInto('task_outlet_dataset_reference')
      .values({ dataset_id: id, dag_id: dagId, task_id: taskId, ...times })
      .execute()
  for (const dagId of consumers)
    await db
      .insertInto('dag_schedule_dataset_reference')
      .values({ dataset_id: id, dag_id: dagId, ...times })
      .execute()
}
