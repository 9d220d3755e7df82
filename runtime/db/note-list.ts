import { allOf, isOneOf } from './conditions.ts'
import type { Db } from './tables.ts'

/** Where notes are among some runs of a DAG. */
export interface NotePlaces {
  readonly runIds: ReadonlySet<string>
  /** By run; of a mapped task it is noted once. */
  readonly taskIds: ReadonlyMap<string, readonly string[]>
}

/** Which of these runs, and which of their task instances, have a note; an empty one counts as none. */
export async function listNotePlaces(db: Db, dagId: string, runIds: readonly string[]): Promise<NotePlaces> {
  if (runIds.length === 0) return { runIds: new Set(), taskIds: new Map() }
  const runs = await db
    .selectFrom('dag_run_note')
    .innerJoin('dag_run', 'dag_run.id', 'dag_run_note.dag_run_id')
    .select('dag_run.run_id')
    .where('dag_run.dag_id', '=', dagId)
    .where(allOf(isOneOf('dag_run.run_id', runIds)))
    .where('dag_run_note.content', '!=', '')
    .execute()
  const tasks = await db
    .selectFrom('task_instance_note')
    .select(['run_id', 'task_id'])
    .distinct()
    .where('dag_id', '=', dagId)
    .where(allOf(isOneOf('task_instance_note.run_id', runIds)))
    .where('content', '!=', '')
    .execute()
  const byRun = Map.groupBy(tasks, row => row.run_id)
  return {
    runIds: new Set(runs.map(row => row.run_id)),
    taskIds: new Map([...byRun].map(([runId, rows]) => [runId, rows.map(row => row.task_id).sort()])),
  }
}
