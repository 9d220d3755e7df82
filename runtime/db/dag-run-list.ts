import type { Selectable } from 'kysely'
import type { DagRun, DagRunKey } from '../model/keys.ts'
import type { DagRunState } from '../model/states.ts'
import { parseSqlTimestampOrNull } from '../model/time.ts'
import { allOf, hasText, isOneOf, isWithin } from './conditions.ts'
import { toDagRun } from './dag-run.ts'
import type { OrderBy, Page, Paged, TimeRange } from './page.ts'
import type { Db, Tables } from './tables.ts'

/** A run with what only people want to know of it. */
export interface ListedDagRun extends DagRun {
  readonly lastSchedulingDecisionMs: number | null
  readonly note: string | null
}

export interface DagRunFilter {
  /** All DAGs when absent. */
  readonly dagIds?: readonly string[] | undefined
  readonly states?: readonly DagRunState[] | undefined
  readonly runTypes?: readonly string[] | undefined
  /** Part of the DAG id, of the run id, of either: without regard to case. */
  readonly dagText?: string | undefined
  readonly runText?: string | undefined
  readonly text?: string | undefined
  readonly logicalDate?: TimeRange
  readonly startDate?: TimeRange
  readonly endDate?: TimeRange
  readonly updatedAt?: TimeRange
}

/** What runs may be ordered by: columns of `dag_run`. */
export const DAG_RUN_ORDERS = [
  'id',
  'state',
  'dag_id',
  'execution_date',
  'run_id',
  'start_date',
  'end_date',
  'updated_at',
  'external_trigger',
  'conf',
] as const
export type DagRunOrder = OrderBy<(typeof DAG_RUN_ORDERS)[number]>

export async function listDagRuns(
  db: Db,
  filter: DagRunFilter,
  { order, page }: { readonly order: DagRunOrder; readonly page: Page },
): Promise<Paged<ListedDagRun>> {
  const { total } = await db
    .selectFrom('dag_run')
    .select(all => all.fn.countAll<number>().as('total'))
    .where(matches(filter))
    .executeTakeFirstOrThrow()
  const rows = await selectRuns(db)
    .where(matches(filter))
    .orderBy(`dag_run.${order.column}`, order.isDescending ? 'desc' : 'asc')
    .orderBy('dag_run.id')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return { rows: rows.map(toListed), total: Number(total) }
}

/** The run of the latest logical date of each DAG, or of each of these. */
export async function listLatestDagRuns(db: Db, dagIds?: readonly string[]): Promise<DagRun[]> {
  const latest = db
    .selectFrom('dag_run')
    .select(all => ['dag_id', all.fn.max('execution_date').as('latest')])
    .where(allOf(isOneOf('dag_run.dag_id', dagIds)))
    .groupBy('dag_id')
  const rows = await db
    .selectFrom('dag_run')
    .innerJoin(latest.as('of_dag'), join =>
      join.onRef('of_dag.dag_id', '=', 'dag_run.dag_id').onRef('of_dag.latest', '=', 'dag_run.execution_date'),
    )
    .selectAll('dag_run')
    .orderBy('dag_run.dag_id')
    .execute()
  return rows.map(toDagRun)
}

export async function findListedDagRun(db: Db, key: DagRunKey): Promise<ListedDagRun | null> {
  const row = await selectRuns(db)
    .where('dag_run.dag_id', '=', key.dagId)
    .where('dag_run.run_id', '=', key.runId)
    .executeTakeFirst()
  return row === undefined ? null : toListed(row)
}

/** Deletes the run with its task instances and XComs; workers end what runs. @returns whether there was such a run */
export async function deleteDagRun(db: Db, key: DagRunKey): Promise<boolean> {
  const deleted = await db
    .deleteFrom('dag_run')
    .where('dag_id', '=', key.dagId)
    .where('run_id', '=', key.runId)
    .executeTakeFirst()
  return deleted.numDeletedRows > 0n
}

const selectRuns = (db: Db) =>
  db
    .selectFrom('dag_run')
    .leftJoin('dag_run_note', 'dag_run_note.dag_run_id', 'dag_run.id')
    .selectAll('dag_run')
    .select('dag_run_note.content as note')

const matches = (filter: DagRunFilter) =>
  allOf([
    ...isOneOf('dag_run.dag_id', filter.dagIds),
    ...isOneOf('dag_run.state', filter.states),
    ...isOneOf('dag_run.run_type', filter.runTypes),
    ...hasText(['dag_run.dag_id'], filter.dagText),
    ...hasText(['dag_run.run_id'], filter.runText),
    ...hasText(['dag_run.dag_id', 'dag_run.run_id'], filter.text),
    ...isWithin('dag_run.execution_date', filter.logicalDate),
    ...isWithin('dag_run.start_date', filter.startDate),
    ...isWithin('dag_run.end_date', filter.endDate),
    ...isWithin('dag_run.updated_at', filter.updatedAt),
  ])

const toListed = (row: Selectable<Tables['dag_run']> & { readonly note: string | null }): ListedDagRun => ({
  ...toDagRun(row),
  lastSchedulingDecisionMs: parseSqlTimestampOrNull(row.last_scheduling_decision),
  note: row.note,
})
