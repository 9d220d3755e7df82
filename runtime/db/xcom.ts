import type { SkipDecision } from '../model/decide.ts'
import type { DagRunKey, JsonValue, TaskInstanceKey } from '../model/keys.ts'
import { parseSqlTimestamp, sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'
import { keyColumns } from './task-instance.ts'
import { upsert } from './upsert.ts'

/** The key of a task's return value. */
export const RETURN_VALUE_KEY = 'return_value'
/** Where branching tasks record what they skipped (Airflow: XCOM_SKIPMIXIN_KEY). */
export const SKIPMIXIN_KEY = 'skipmixin_key'

export interface XCom extends TaskInstanceKey {
  readonly key: string
  readonly value: JsonValue
  readonly timestampMs: number
}

/** Sets one XCom of a task instance, replacing an earlier value. Values are JSON (Airflow 2.x without pickling). */
export async function setXCom(
  db: Db,
  xcom: TaskInstanceKey & {
    readonly dagRunId: number
    readonly key: string
    readonly value: JsonValue
    readonly atMs: number
  },
): Promise<void> {
  await upsert(db, {
    table: 'xcom',
    row: {
      dag_run_id: xcom.dagRunId,
      ...keyColumns(xcom),
      key: xcom.key,
      value: Buffer.from(JSON.stringify(xcom.value)),
      timestamp: sqlTimestamp(xcom.atMs),
    },
    key: ['dag_run_id', 'task_id', 'map_index', 'key'],
  })
}

/** Undefined where the task pushed nothing under this key. */
export async function getXCom(
  db: Db,
  xcom: TaskInstanceKey & { readonly key: string },
): Promise<JsonValue | undefined> {
  const row = await db
    .selectFrom('xcom')
    .select('value')
    .where(where => where.and(keyColumns(xcom)))
    .where('key', '=', xcom.key)
    .executeTakeFirst()
  return row === undefined ? undefined : decode(row.value)
}

/** The newest value of a task in this run or, with `includePriorDates`, in the latest earlier run that has one. */
export async function findPriorXCom(
  db: Db,
  xcom: { readonly dagId: string; readonly taskId: string; readonly key: string; readonly untilMs: number },
): Promise<JsonValue | undefined> {
  const row = await db
    .selectFrom('xcom')
    .innerJoin('dag_run', 'dag_run.id', 'xcom.dag_run_id')
    .select('xcom.value')
    .where('xcom.dag_id', '=', xcom.dagId)
    .where('xcom.task_id', '=', xcom.taskId)
    .where('xcom.key', '=', xcom.key)
    .where('dag_run.execution_date', '<=', sqlTimestamp(xcom.untilMs))
    .orderBy('dag_run.execution_date', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : decode(row.value)
}

export async function listXComs(db: Db, key: TaskInstanceKey): Promise<XCom[]> {
  const rows = await db
    .selectFrom('xcom')
    .selectAll()
    .where(where => where.and(keyColumns(key)))
    .orderBy('key')
    .execute()
  return rows.map(row => ({
    ...key,
    key: row.key,
    value: decode(row.value),
    timestampMs: parseSqlTimestamp(row.timestamp),
  }))
}

/** A new try starts without the XComs of the one before. */
export async function deleteXComs(db: Db, key: TaskInstanceKey): Promise<void> {
  await db.deleteFrom('xcom').where('dag_id', '=', key.dagId).where('run_id', '=', key.runId).where(isOf(key)).execute()
}

/** What the branching tasks of a run decided, by task. */
export async function listSkipDecisions(db: Db, run: DagRunKey): Promise<Map<string, SkipDecision>> {
  const rows = await db
    .selectFrom('xcom')
    .select(['task_id', 'value'])
    .where('dag_id', '=', run.dagId)
    .where('run_id', '=', run.runId)
    .where('key', '=', SKIPMIXIN_KEY)
    .execute()
  return new Map(rows.map(row => [row.task_id, decode(row.value) as unknown as SkipDecision]))
}

const isOf =
  (key: { readonly taskId: string; readonly mapIndex: number }) =>
  (where: import('kysely').ExpressionBuilder<import('./tables.ts').Tables, 'xcom'>) =>
    where.and([where('task_id', '=', key.taskId), where('map_index', '=', key.mapIndex)])

const decode = (value: Uint8Array | null): JsonValue =>
  value === null
    ? null
    : (JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8')) as JsonValue)
