import { type ExpressionBuilder, sql } from 'kysely'
import type { TaskInstanceKey } from '../model/keys.ts'
import type { MaybeState } from '../model/states.ts'
import { sqlTimestamp } from '../model/time.ts'
import type { Db, Tables } from './tables.ts'
import { isInState } from './task-instance.ts'

/** A task instance that becomes ready, seen from the state that this was decided from. */
export interface Scheduling extends TaskInstanceKey {
  readonly from: MaybeState
  readonly tryNumber: number
  readonly atMs: number
}

export interface Queueing extends Scheduling {
  /** What the attempt may be claimed by. */
  readonly token: string
  readonly jobId: number
}

/**
 * -> queued, each under its token. Those of a run that came from the same state share a statement. @returns those that
 * were still in the state that they were decided from
 */
export async function markAllQueued<Q extends Queueing>(db: Db, changes: readonly Q[]): Promise<Q[]> {
  const queued = new Set<string>()
  for (const group of groupsOf(changes)) for (const token of await queueGroup(db, group)) queued.add(token)
  return changes.filter(change => queued.has(change.token))
}

/** -> queued; false when it was no longer in the state that this was decided from. */
export const markQueued = async (db: Db, change: Queueing): Promise<boolean> =>
  (await markAllQueued(db, [change])).length > 0

/** -> scheduled: ready, but a limit holds them back. @returns how many were still in the state they were decided from */
export async function markAllScheduled(db: Db, changes: readonly Scheduling[]): Promise<number> {
  let scheduled = 0
  for (const group of groupsOf(changes)) {
    const { numUpdatedRows } = await updateGroup(db, group)
      .set({
        state: 'scheduled',
        try_number: group[0].tryNumber,
        external_executor_id: null,
        updated_at: sqlTimestamp(group[0].atMs),
      })
      .executeTakeFirst()
    scheduled += Number(numUpdatedRows)
  }
  return scheduled
}

/** Changes that one statement can make. */
type Group<S extends Scheduling> = readonly [S, ...S[]]

/** Long conditions are slow to parse, and SQLite takes no more than about a thousand values. */
const MOST_IN_GROUP = 200

/** By run, so that rows are locked in the order in which others lock them. */
function groupsOf<S extends Scheduling>(changes: readonly S[]): Group<S>[] {
  const groups = new Map<string, S[]>()
  for (const change of changes) {
    const { dagId, runId, mapIndex, from, tryNumber } = change
    const text = [dagId, runId, mapIndex, from, tryNumber].join('\u0000')
    const group = groups.get(text)
    if (group === undefined) groups.set(text, [change])
    else group.push(change)
  }
  const sorted = [...groups].sort(([one], [other]) => (one < other ? -1 : 1))
  return sorted.flatMap(([, group]) => chunks(group))
}

function chunks<S extends Scheduling>(group: readonly S[]): Group<S>[] {
  const count = Math.ceil(group.length / MOST_IN_GROUP)
  return Array.from(
    { length: count },
    (_, at) => group.slice(at * MOST_IN_GROUP, (at + 1) * MOST_IN_GROUP) as unknown as Group<S>,
  )
}

async function queueGroup(db: Db, group: Group<Queueing>): Promise<readonly string[]> {
  const [{ tryNumber, atMs, jobId }] = group
  const at = sqlTimestamp(atMs)
  const { numUpdatedRows } = await updateGroup(db, group)
    .set({
      state: 'queued',
      try_number: tryNumber,
      external_executor_id: tokenByTask(group),
      queued_dttm: at,
      queued_by_job_id: jobId,
      start_date: null,
      end_date: null,
      duration: null,
      updated_at: at,
    })
    .executeTakeFirst()
  const tokens = group.map(change => change.token)
  return Number(numUpdatedRows) === group.length ? tokens : listQueuedTokens(db, group)
}

const tokenByTask = (group: Group<Queueing>) =>
  sql<string>`case task_id ${sql.join(
    group.map(({ taskId, token }) => sql`when ${taskId} then ${token}`),
    sql` `,
  )} end`

const updateGroup = (db: Db, group: Group<Scheduling>) =>
  db.updateTable('task_instance').where(isOfGroup(group)).where(isInState(group[0].from))

const isOfGroup = (group: Group<Scheduling>) => (where: ExpressionBuilder<Tables, 'task_instance'>) => {
  const [{ dagId, runId, mapIndex }] = group
  const taskIds = group.map(change => change.taskId)
  return where.and([where.and({ dag_id: dagId, run_id: runId, map_index: mapIndex }), where('task_id', 'in', taskIds)])
}

/** Somebody else has changed some of them. */
async function listQueuedTokens(db: Db, group: Group<Queueing>): Promise<string[]> {
  const rows = await db
    .selectFrom('task_instance')
    .select('external_executor_id')
    .where(isOfGroup(group))
    .where('state', '=', 'queued')
    .where(
      'external_executor_id',
      'in',
      group.map(change => change.token),
    )
    .execute()
  return rows.map(row => row.external_executor_id as string)
}
