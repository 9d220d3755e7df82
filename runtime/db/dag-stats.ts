import { DAG_RUN_STATES, type DagRunState } from '../model/states.ts'
import { allOf, isOneOf } from './conditions.ts'
import type { Db } from './tables.ts'

/** How many runs of a DAG are in each state; every state is there. */
export interface DagStats {
  readonly dagId: string
  readonly runs: ReadonlyMap<DagRunState, number>
}

/** Of these DAGs that exist, in the order of their ids. */
export async function listDagStats(db: Db, dagIds: readonly string[]): Promise<DagStats[]> {
  const dags = await db
    .selectFrom('dag')
    .select('dag_id')
    .where(allOf(isOneOf('dag.dag_id', dagIds)))
    .orderBy('dag_id')
    .execute()
  const counts = await db
    .selectFrom('dag_run')
    .select(['dag_id', 'state', all => all.fn.countAll<number>().as('runs')])
    .where(allOf(isOneOf('dag_run.dag_id', dagIds)))
    .groupBy(['dag_id', 'state'])
    .execute()
  const byKey = new Map(counts.map(row => [`${row.state} ${row.dag_id}`, Number(row.runs)]))
  return dags.map(({ dag_id: dagId }) => ({
    dagId,
    runs: new Map(DAG_RUN_STATES.map(state => [state, byKey.get(`${state} ${dagId}`) ?? 0])),
  }))
}
