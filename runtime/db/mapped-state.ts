import type { TaskInstanceKey } from '../model/keys.ts'
import type { MaybeState } from '../model/states.ts'
import type { Db } from './tables.ts'

/** A task instance of a mapped task with nothing but what tells it from the others. */
export interface MappedState {
  readonly mapIndex: number
  /** rendered_map_index; null until it has run once. */
  readonly label: string | null
  readonly state: MaybeState
}

/** The task instances of a mapped task in one run, by index; none for a task that is not mapped. */
export async function listMappedStates(
  db: Db,
  { dagId, runId, taskId }: Omit<TaskInstanceKey, 'mapIndex'>,
): Promise<MappedState[]> {
  const rows = await db
    .selectFrom('task_instance')
    .select(['map_index', 'rendered_map_index', 'state'])
    .where('dag_id', '=', dagId)
    .where('task_id', '=', taskId)
    .where('run_id', '=', runId)
    .where('map_index', '>=', 0)
    .orderBy('map_index')
    .execute()
  return rows.map(row => ({ mapIndex: row.map_index, label: row.rendered_map_index, state: row.state }))
}
