import type { Selectable } from 'kysely'
import type { TaskInstanceKey } from '../model/keys.ts'
import { parseSqlTimestampOrNull } from '../model/time.ts'
import { unpickle } from './pickle.ts'
import type { Db, Tables } from './tables.ts'
import { keyColumns, type TaskInstance, toTaskInstance } from './task-instance.ts'

/** One try of a task instance, with what only people want to know of it. */
export interface TaskInstanceTry extends TaskInstance {
  readonly taskDisplayName: string
  /** Seconds. */
  readonly duration: number | null
  readonly unixname: string
  readonly operator: string | null
  readonly queuedAtMs: number | null
  readonly pid: number | null
  readonly executor: string | null
  readonly executorConfig: unknown
}

/** Former tries, and the current one unless it is among them already (Airflow: get_mapped_task_instance_tries). */
export async function listTries(db: Db, key: TaskInstanceKey): Promise<TaskInstanceTry[]> {
  const former = (await triesIn(db, 'task_instance_history', key)).map(toTry)
  const [current] = (await triesIn(db, 'task_instance', key)).map(toTry)
  const isKept = current === undefined || former.some(one => one.tryNumber === current.tryNumber)
  return [...former, ...(isKept ? [] : [current])].sort((a, b) => a.tryNumber - b.tryNumber)
}

/** What a row says of a try; also of the current one. */
export const toTry = (row: Selectable<Tables['task_instance']>): TaskInstanceTry => ({
  ...toTaskInstance(row),
  taskDisplayName: row.task_display_name ?? row.task_id,
  duration: row.duration,
  unixname: row.unixname ?? '',
  operator: row.operator,
  queuedAtMs: parseSqlTimestampOrNull(row.queued_dttm),
  pid: row.pid,
  executor: row.executor,
  executorConfig: row.executor_config === null ? {} : unpickle(row.executor_config),
})

/** The history has the columns of task_instance. */
const triesIn = (db: Db, table: 'task_instance' | 'task_instance_history', key: TaskInstanceKey) =>
  db
    .selectFrom(table as 'task_instance')
    .selectAll()
    .where(where => where.and(keyColumns(key)))
    .execute()
