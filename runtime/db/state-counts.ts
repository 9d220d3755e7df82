import { allOf, isOneOf } from './conditions.ts'
import type { Db } from './tables.ts'

/** How many of them there are in a state. */
export interface StateCount {
  readonly state: string
  readonly count: number
}

const UNFINISHED = [
  'scheduled',
  'queued',
  'running',
  'restarting',
  'deferred',
  'up_for_retry',
  'up_for_reschedule',
] as const
const ACTIVE = ['queued', 'running'] as const

/** Of task instances of these DAGs (all when absent) that are not over, zeros included; those that are over would have to be counted through. */
export async function countUnfinishedInstances(db: Db, dagIds?: readonly string[]): Promise<StateCount[]> {
  const rows = await db
    .selectFrom('task_instance')
    .select(all => ['state', all.fn.countAll<number>().as('count')])
    .where('state', 'in', UNFINISHED)
    .where(allOf(isOneOf('task_instance.dag_id', dagIds)))
    .groupBy('state')
    .execute()
  return withZeros(UNFINISHED, rows)
}

/** Of DAG runs of these DAGs (all when absent) that are not over. */
export async function countActiveRuns(db: Db, dagIds?: readonly string[]): Promise<StateCount[]> {
  const rows = await db
    .selectFrom('dag_run')
    .select(all => ['state', all.fn.countAll<number>().as('count')])
    .where('state', 'in', ACTIVE)
    .where(allOf(isOneOf('dag_run.dag_id', dagIds)))
    .groupBy('state')
    .execute()
  return withZeros(ACTIVE, rows)
}

const withZeros = (
  states: readonly string[],
  rows: readonly { readonly state: string | null; readonly count: number }[],
): StateCount[] => states.map(state => ({ state, count: Number(rows.find(row => row.state === state)?.count ?? 0) }))
