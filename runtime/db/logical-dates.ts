import type { DagRunKey } from '../model/keys.ts'
import { parseSqlTimestamp } from '../model/time.ts'
import { allOf, isOneOf } from './conditions.ts'
import type { Db } from './tables.ts'

/** The logical dates of these runs, in ms since the epoch, by run. */
export async function logicalDatesOf(db: Db, runs: readonly DagRunKey[]): Promise<(run: DagRunKey) => number> {
  const dagIds = [...new Set(runs.map(run => run.dagId))]
  const runIds = [...new Set(runs.map(run => run.runId))]
  const rows = await db
    .selectFrom('dag_run')
    .select(['dag_id', 'run_id', 'execution_date'])
    .where(allOf([...isOneOf('dag_run.dag_id', dagIds), ...isOneOf('dag_run.run_id', runIds)]))
    .execute()
  const dates = new Map(rows.map(row => [textOf(row.dag_id, row.run_id), parseSqlTimestamp(row.execution_date)]))
  return ({ dagId, runId }) => dates.get(textOf(dagId, runId)) as number
}

const textOf = (dagId: string, runId: string): string => `${dagId}\u0000${runId}`
