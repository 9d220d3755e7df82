import { sql } from 'kysely'
import type { DagRun } from '../model/keys.ts'
import type { Usage } from '../model/limits.ts'
import { EXECUTION_STATES } from '../model/states.ts'
import { sqlTimestamp } from '../model/time.ts'
import { toDagRun } from './dag-run.ts'
import type { Db } from './tables.ts'
import { TASK_INSTANCE_COLUMNS, type TaskInstance, toTaskInstance } from './task-instance.ts'

/** What holds slots, and whether anything waits for one. */
export interface Occupied {
  readonly usage: readonly Usage[]
  readonly hasScheduled: boolean
}

export async function listOccupied(db: Db): Promise<Occupied> {
  const rows = await db
    .selectFrom('task_instance')
    .select(['pool', 'dag_id', 'run_id', 'task_id'])
    .select(sum => [sum.fn.countAll<number>().as('instances'), sum.fn.sum<number>('pool_slots').as('slots')])
    .where('state', 'in', EXECUTION_STATES)
    .groupBy(['pool', 'dag_id', 'run_id', 'task_id'])
    .unionAll(
      db
        .selectFrom(anyScheduled(db).as('one'))
        .select(['pool', 'dag_id', 'run_id', 'task_id'])
        .select([sql<number>`0`.as('instances'), sql<number>`0`.as('slots')]),
    )
    .execute()
  const held = rows.filter(row => Number(row.instances) > 0)
  return { usage: held.map(toUsage), hasScheduled: held.length < rows.length }
}

/** Whether any task instance waits as scheduled. */
export const hasScheduled = async (db: Db): Promise<boolean> =>
  (await anyScheduled(db).executeTakeFirst()) !== undefined

const anyScheduled = (db: Db) =>
  db
    .selectFrom('task_instance')
    .select(['pool', 'dag_id', 'run_id', 'task_id'])
    .where('state', '=', 'scheduled')
    .limit(1)

interface UsageRow {
  readonly pool: string
  readonly dag_id: string
  readonly run_id: string
  readonly task_id: string
  readonly instances: number
  readonly slots: number
}

const toUsage = (row: UsageRow): Usage => ({
  pool: row.pool,
  dagId: row.dag_id,
  runId: row.run_id,
  taskId: row.task_id,
  instances: Number(row.instances),
  poolSlots: Number(row.slots),
})

/** Task instances that were queued before that time and nobody has claimed since, with their runs. */
export async function listQueuedBefore(db: Db, beforeMs: number): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('task_instance as ti')
    .innerJoin('dag_run as dr', join => join.onRef('dr.dag_id', '=', 'ti.dag_id').onRef('dr.run_id', '=', 'ti.run_id'))
    .select(TASK_INSTANCE_COLUMNS.map(column => `ti.${column}` as const))
    .select('dr.id as dag_run_id')
    .where('ti.state', '=', 'queued')
    .where('ti.queued_dttm', '<', sqlTimestamp(beforeMs))
    .orderBy('ti.priority_weight', 'desc')
    .execute()
  const runs = await runsById(db, [...new Set(rows.map(row => row.dag_run_id))])
  return rows.map(row => ({ instance: toTaskInstance(row), run: runs.get(row.dag_run_id) as DagRun }))
}

/** Tokens of all attempts that are queued or running. */
export async function listLivingTokens(db: Db): Promise<Set<string>> {
  const rows = await db
    .selectFrom('task_instance')
    .select('external_executor_id')
    .where('state', 'in', EXECUTION_STATES)
    .execute()
  return new Set(rows.flatMap(row => row.external_executor_id ?? []))
}

/** A scheduled task instance that waits for a slot, with its run. */
export interface Candidate {
  readonly instance: TaskInstance
  readonly run: DagRun
}

/** What has no room left, so that candidates of it need not be read; a null runId stands for every run. */
export interface Starved {
  readonly pools: readonly string[]
  /** In these pools: what wants as many slots or more. */
  readonly oversized: readonly { readonly pool: string; readonly poolSlots: number }[]
  readonly dagIds: readonly string[]
  readonly tasks: readonly { readonly dagId: string; readonly taskId: string; readonly runId: string | null }[]
}

/** Scheduled task instances of running runs of unpaused DAGs, in Airflow's order: weight, logical date, map index. */
export async function listCandidates(db: Db, limit: number, starved: Starved): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('task_instance as ti')
    .innerJoin('dag_run as dr', join => join.onRef('dr.dag_id', '=', 'ti.dag_id').onRef('dr.run_id', '=', 'ti.run_id'))
    .innerJoin('dag', 'dag.dag_id', 'ti.dag_id')
    .select(TASK_INSTANCE_COLUMNS.map(column => `ti.${column}` as const))
    .select('dr.id as dag_run_id')
    .where('ti.state', '=', 'scheduled')
    .where('dr.state', '=', 'running')
    .where('dag.is_paused', '=', 0)
    .$if(starved.pools.length > 0, query => query.where('ti.pool', 'not in', starved.pools))
    .$if(starved.dagIds.length > 0, query => query.where('ti.dag_id', 'not in', starved.dagIds))
    .where(where =>
      where.and(
        starved.oversized.map(({ pool, poolSlots }) =>
          where.or([where('ti.pool', '!=', pool), where('ti.pool_slots', '<', poolSlots)]),
        ),
      ),
    )
    .where(where =>
      where.and(
        starved.tasks.map(({ dagId, taskId, runId }) =>
          where.or([
            where('ti.dag_id', '!=', dagId),
            where('ti.task_id', '!=', taskId),
            ...(runId === null ? [] : [where('ti.run_id', '!=', runId)]),
          ]),
        ),
      ),
    )
    .orderBy('ti.priority_weight', 'desc')
    .orderBy('dr.execution_date')
    .orderBy('ti.map_index')
    .limit(limit)
    .execute()
  const runs = await runsById(db, [...new Set(rows.map(row => row.dag_run_id))])
  return rows.map(row => ({ instance: toTaskInstance(row), run: runs.get(row.dag_run_id) as DagRun }))
}

async function runsById(db: Db, ids: readonly number[]): Promise<Map<number, DagRun>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('dag_run').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, toDagRun(row)]))
}
