import type { Db } from './tables.ts'
import { keyColumns, type TaskInstance } from './task-instance.ts'

/**
 * Where that try of a task instance ran; empty when it has not begun. An earlier try may have run elsewhere, as the
 * history of Airflow 2.10 tells; of tries older than that history only the latest host is known.
 */
export async function hostNameOfAttempt(db: Db, instance: TaskInstance, tryNumber: number): Promise<string> {
  if (tryNumber > instance.tryNumber) return ''
  if (tryNumber === instance.tryNumber) return instance.hostname
  const earlier = await db
    .selectFrom('task_instance_history')
    .select('hostname')
    .where(where => where.and(keyColumns(instance)))
    .where('try_number', '=', tryNumber)
    .executeTakeFirst()
  return earlier?.hostname ?? instance.hostname
}
