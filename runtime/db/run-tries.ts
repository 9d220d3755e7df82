import type { DagRunKey } from '../model/keys.ts'
import type { MaybeState } from '../model/states.ts'
import { parseSqlTimestampOrNull } from '../model/time.ts'
import type { Db } from './tables.ts'

/** When a try of a task instance was queued, and when it ran. */
export interface RunTry {
  readonly taskId: string
  readonly mapIndex: number
  readonly tryNumber: number
  readonly state: MaybeState
  readonly queuedAtMs: number | null
  readonly startDateMs: number | null
  readonly endDateMs: number | null
}

/**
 * Every try of every task instance of a run that was queued or has run, the former ones first. The history is reached
 * through the task instances: its own index begins with the task.
 */
export async function listRunTries(db: Db, { dagId, runId }: DagRunKey): Promise<RunTry[]> {
  const current = await db
    .selectFrom('task_instance as ti')
    .select(COLUMNS.map(column => `ti.${column}` as const))
    .where('ti.dag_id', '=', dagId)
    .where('ti.run_id', '=', runId)
    .execute()
  const former = await db
    .selectFrom('task_instance as ti')
    .innerJoin('task_instance_history as former', join =>
      join
        .onRef('former.dag_id', '=', 'ti.dag_id')
        .onRef('former.task_id', '=', 'ti.task_id')
        .onRef('former.run_id', '=', 'ti.run_id')
        .onRef('former.map_index', '=', 'ti.map_index'),
    )
    .select(COLUMNS.map(column => `former.${column}` as const))
    .where('ti.dag_id', '=', dagId)
    .where('ti.run_id', '=', runId)
    .orderBy('former.try_number')
    .execute()
  return triesOf(former.map(toTry), current.map(toTry).filter(hasBegun))
}

const COLUMNS = ['task_id', 'map_index', 'try_number', 'state', 'queued_dttm', 'start_date', 'end_date'] as const

type Row = Record<'task_id', string> &
  Record<'map_index', number> &
  Record<'try_number', number | null> &
  Record<'state', MaybeState> &
  Record<'queued_dttm' | 'start_date' | 'end_date', string | null>

const toTry = (row: Row): RunTry => ({
  taskId: row.task_id,
  mapIndex: row.map_index,
  tryNumber: row.try_number ?? 0,
  state: row.state,
  queuedAtMs: parseSqlTimestampOrNull(row.queued_dttm),
  startDateMs: parseSqlTimestampOrNull(row.start_date),
  endDateMs: parseSqlTimestampOrNull(row.end_date),
})

/** Until it is queued, a task instance has the times of the try before; what never could run has no try. */
const hasBegun = ({ state, tryNumber }: RunTry): boolean => state !== null && state !== 'scheduled' && tryNumber > 0

/** A try that is in the history and current at once, as one that waits for its retry, counts once. */
function triesOf(former: readonly RunTry[], current: readonly RunTry[]): RunTry[] {
  const known = new Set(former.map(keyOf))
  return [...former, ...current.filter(one => !known.has(keyOf(one)))].filter(
    one => one.queuedAtMs !== null || one.startDateMs !== null,
  )
}

const keyOf = ({ taskId, mapIndex, tryNumber }: RunTry): string => `${taskId}\0${mapIndex}\0${tryNumber}`
