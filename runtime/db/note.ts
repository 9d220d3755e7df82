import type { TaskInstanceKey } from '../model/keys.ts'
import { sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'
import { keyColumns } from './task-instance.ts'
import { upsert } from './upsert.ts'

/** What a user writes on a run or a task instance; a new note replaces the one before. */
export interface Note {
  readonly content: string | null
  /** Null where no user has written it. */
  readonly userId: number | null
  readonly atMs: number
}

export async function saveDagRunNote(db: Db, dagRunId: number, note: Note): Promise<void> {
  const row = { dag_run_id: dagRunId, ...noteColumns(note) }
  await upsert(db, { table: 'dag_run_note', row, key: ['dag_run_id'] })
}

export async function saveTaskInstanceNote(db: Db, key: TaskInstanceKey, note: Note): Promise<void> {
  const row = { ...keyColumns(key), ...noteColumns(note) }
  await upsert(db, { table: 'task_instance_note', row, key: ['task_id', 'dag_id', 'run_id', 'map_index'] })
}

/** Adds a line to the note of a task instance, or begins one; nobody has written it. */
export async function addToTaskInstanceNote(
  db: Db,
  key: TaskInstanceKey,
  line: { text: string; atMs: number },
): Promise<void> {
  const row = await db
    .selectFrom('task_instance_note')
    .select(['content', 'user_id'])
    .where(where => where.and(keyColumns(key)))
    .executeTakeFirst()
  const content = [row?.content ?? '', line.text].filter(text => text !== '').join('\n')
  const note = { content: content.slice(-LONGEST_NOTE), userId: row?.user_id ?? null, atMs: line.atMs }
  await saveTaskInstanceNote(db, key, note)
}

/** As the column has it. */
const LONGEST_NOTE = 1000

const noteColumns = ({ content, userId, atMs }: Note) => ({
  user_id: userId,
  content,
  created_at: sqlTimestamp(atMs),
  updated_at: sqlTimestamp(atMs),
})
