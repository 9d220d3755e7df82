import type { DagRunState, MaybeState } from '../model/states.ts'
import { parseSqlTimestamp, parseSqlTimestampOrNull } from '../model/time.ts'
import { allOf, isExactly, isOneOf } from './conditions.ts'
import type { Db } from './tables.ts'

/** When something was queued and ran; null while it has not come to that. */
export interface Times {
  readonly queuedMs: number | null
  readonly startMs: number | null
  readonly endMs: number | null
}

/** A run with the times that charts compare. */
export interface RunTimes extends Times {
  readonly runId: string
  readonly state: DagRunState
  readonly logicalDateMs: number
  readonly intervalEndMs: number | null
}

/** Task instances of one run that are in the same state, together. */
export interface TaskTimes extends Times {
  readonly runId: string
  readonly state: MaybeState
  /** The most that one of them has had. */
  readonly tries: number
}

/** The last runs of a DAG by logical date, the newest first. */
export async function listRunTimes(db: Db, dagId: string, most: number): Promise<RunTimes[]> {
  const rows = await db
    .selectFrom('dag_run')
    .select(['run_id', 'state', 'execution_date', 'data_interval_end', 'queued_at', 'start_date', 'end_date'])
    .where('dag_id', '=', dagId)
    .orderBy('execution_date', 'desc')
    .limit(most)
    .execute()
  return rows.map(row => ({
    runId: row.run_id,
    state: row.state as DagRunState,
    logicalDateMs: parseSqlTimestamp(row.execution_date),
    intervalEndMs: parseSqlTimestampOrNull(row.data_interval_end),
    queuedMs: parseSqlTimestampOrNull(row.queued_at),
    startMs: parseSqlTimestampOrNull(row.start_date),
    endMs: parseSqlTimestampOrNull(row.end_date),
  }))
}

/** From the first start to the last end, of one task or of all (undefined), in each of these runs. */
export async function listTaskTimes(
  db: Db,
  dagId: string,
  { runIds, taskId }: { readonly runIds: readonly string[]; readonly taskId: string | undefined },
): Promise<TaskTimes[]> {
  const rows = await db
    .selectFrom('task_instance')
    .select(all => [
      'run_id',
      'state',
      all.fn.max('try_number').as('tries'),
      all.fn.min('queued_dttm').as('queued'),
      all.fn.min('start_date').as('start'),
      all.fn.max('end_date').as('end'),
    ])
    .where('dag_id', '=', dagId)
    .where(allOf([...isOneOf('task_instance.run_id', runIds), ...isExactly('task_instance.task_id', taskId)]))
    .groupBy(['run_id', 'state'])
    .execute()
  return rows.map(row => ({
    runId: row.run_id,
    state: row.state as MaybeState,
    tries: Number(row.tries ?? 0),
    queuedMs: parseSqlTimestampOrNull(row.queued),
    startMs: parseSqlTimestampOrNull(row.start),
    endMs: parseSqlTimestampOrNull(row.end),
  }))
}
