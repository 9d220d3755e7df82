import type { JsonValue, TaskInstanceKey } from '../model/keys.ts'
import { parseSqlTimestamp } from '../model/time.ts'
import { allOf, isOneOf } from './conditions.ts'
import type { Page, Paged } from './page.ts'
import type { Db } from './tables.ts'
import { getXCom } from './xcom.ts'

/** An XCom without its value, which may be large. */
export interface ListedXCom extends TaskInstanceKey {
  readonly key: string
  readonly timestampMs: number
  readonly logicalDateMs: number
}

export interface XComFilter {
  readonly dagIds?: readonly string[] | undefined
  readonly runIds?: readonly string[] | undefined
  readonly taskIds?: readonly string[] | undefined
  readonly mapIndexes?: readonly number[] | undefined
  readonly keys?: readonly string[] | undefined
}

export async function listXComPage(db: Db, filter: XComFilter, page: Page): Promise<Paged<ListedXCom>> {
  const { total } = await matching(db, filter)
    .select(all => all.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await matching(db, filter)
    .select(['xcom.dag_id', 'xcom.run_id', 'xcom.task_id', 'xcom.map_index', 'xcom.key', 'xcom.timestamp'])
    .select('dag_run.execution_date')
    .orderBy('xcom.dag_run_id')
    .orderBy('xcom.task_id')
    .orderBy('xcom.map_index')
    .orderBy('xcom.key')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return {
    rows: rows.map(row => ({
      dagId: row.dag_id,
      runId: row.run_id,
      taskId: row.task_id,
      mapIndex: row.map_index,
      key: row.key,
      timestampMs: parseSqlTimestamp(row.timestamp),
      logicalDateMs: parseSqlTimestamp(row.execution_date),
    })),
    total: Number(total),
  }
}

/** One XCom with its value. */
export async function findListedXCom(
  db: Db,
  xcom: TaskInstanceKey & { readonly key: string },
): Promise<(ListedXCom & { readonly value: JsonValue }) | null> {
  const value = await getXCom(db, xcom)
  const { rows } = await listXComPage(db, filterOf(xcom), { limit: 1, offset: 0 })
  const listed = rows[0]
  return value === undefined || listed === undefined ? null : { ...listed, value }
}

const filterOf = (xcom: TaskInstanceKey & { readonly key: string }): XComFilter => ({
  dagIds: [xcom.dagId],
  runIds: [xcom.runId],
  taskIds: [xcom.taskId],
  mapIndexes: [xcom.mapIndex],
  keys: [xcom.key],
})

const matching = (db: Db, filter: XComFilter) =>
  db
    .selectFrom('xcom')
    .innerJoin('dag_run', 'dag_run.id', 'xcom.dag_run_id')
    .where(
      allOf([
        ...isOneOf('xcom.dag_id', filter.dagIds),
        ...isOneOf('xcom.run_id', filter.runIds),
        ...isOneOf('xcom.task_id', filter.taskIds),
        ...isOneOf('xcom.map_index', filter.mapIndexes),
        ...isOneOf('xcom.key', filter.keys),
      ]),
    )
