import type { TaskInstanceKey } from '../model/keys.ts'
import { sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'
import { keyColumns } from './task-instance.ts'
import { upsert } from './upsert.ts'

/** What a user writes on a run or a task instance; a new note replaces the one before. */
export interface Note {
  readonly content: string | null
  readonly userId: number
  readonly atMs: number
}

export async function saveDagRunNote(db: Db, dagRunId: number, note: Note): Promise<void> {
  const row = { dag_run_id: dagRunId, ...noteColumns(note) }
  await upsert(db, { table: 'dag_run_note', row, key: ['dag_run_id'] })
}

export async function saveTaskInstanceNote(db: Db, key: TaskInstanceKey, note: Note): Promise<void> {
  const row = {
    ...keyColumns(key),
    ...noteColumns(note),
  }
  await upsert(db, { table: 'task_instance_note', row, key: ['task_id', 'dag_id', 'run_id', 'map_index'] })
}

const noteColumns = ({ content, userId, atMs }: Note) => ({
  user_id: userId,
  content,
  created_at: sqlTimestamp(atMs),
  updated_at: sqlTimestamp(atMs),
})
