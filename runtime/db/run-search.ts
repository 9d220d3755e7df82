import { sql } from 'kysely'
import type { DagRunKey } from '../model/keys.ts'
import type { DagRunState } from '../model/states.ts'
import { allOf, isOneOf } from './conditions.ts'
import type { Db } from './tables.ts'

export interface FoundRun extends DagRunKey {
  readonly state: DagRunState
}

/** No index helps to look into run ids: older runs than these are not looked at. */
const MOST_READ = 20_000

/** Of the newest runs those whose id has this text in it, whatever its case; `dagIds` undefined stands for all DAGs. */
export async function findRunsById(
  db: Db,
  text: string,
  { dagIds, limit }: { readonly dagIds: readonly string[] | undefined; readonly limit: number },
): Promise<FoundRun[]> {
  const newest = db
    .selectFrom('dag_run')
    .select(['id', 'dag_id', 'run_id', 'state'])
    .where(allOf(isOneOf('dag_run.dag_id', dagIds)))
    .orderBy('id', 'desc')
    .limit(MOST_READ)
  const rows = await db
    .selectFrom(newest.as('newest'))
    .select(['dag_id', 'run_id', 'state'])
    .where(sql<boolean>`instr(lower(run_id), ${text.toLowerCase()}) > 0`)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(row => ({ dagId: row.dag_id, runId: row.run_id, state: row.state as DagRunState }))
}
