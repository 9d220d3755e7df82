import type { TaskInstanceKey } from '../model/keys.ts'
import type { TaskInstanceState } from '../model/states.ts'
import { parseSqlTimestampOrNull } from '../model/time.ts'
import type { Db } from './tables.ts'

/** One try of a task instance as the database knows it. */
export interface Attempt extends TaskInstanceKey {
  /** The id of its Celery message. */
  readonly token: string
  readonly tryNumber: number
  readonly state: TaskInstanceState | null
  readonly hostname: string
  readonly queue: string | null
  readonly queuedAtMs: number | null
  readonly startDateMs: number | null
  readonly endDateMs: number | null
  /** Seconds. */
  readonly duration: number | null
}

const TABLES = ['task_instance', 'task_instance_history'] as const
type AttemptTable = (typeof TABLES)[number]

/** The attempt that a message was for. The column has no index: this reads the tables through. */
export async function findAttempt(db: Db, token: string): Promise<Attempt | null> {
  for (const table of TABLES) {
    const row = await attemptsIn(db, table).where('one.external_executor_id', '=', token).executeTakeFirst()
    if (row !== undefined) return toAttempt(row)
  }
  return null
}

/** All tries of these task instances. */
export async function attemptsOf(db: Db, keys: readonly TaskInstanceKey[]): Promise<Attempt[]> {
  if (keys.length === 0) return []
  const rows = TABLES.map(table =>
    attemptsIn(db, table)
      .where(one =>
        one.or(
          keys.map(({ dagId, taskId, runId, mapIndex }) =>
            one.and({
              'one.dag_id': dagId,
              'one.task_id': taskId,
              'one.run_id': runId,
              'one.map_index': mapIndex,
            }),
          ),
        ),
      )
      .execute(),
  )
  return (await Promise.all(rows)).flat().map(toAttempt)
}

/** What was queued last within the latest runs; the oldest first. */
export async function latestAttempts(db: Db, { most, runs }: { most: number; runs: number }): Promise<Attempt[]> {
  const latestRuns = db.selectFrom('dag_run').select(['dag_id', 'run_id']).orderBy('id', 'desc').limit(runs)
  const rows = TABLES.map(table =>
    attemptsIn(db, table)
      .innerJoin(latestRuns.as('run'), join =>
        join.onRef('run.dag_id', '=', 'one.dag_id').onRef('run.run_id', '=', 'one.run_id'),
      )
      .where('one.external_executor_id', 'is not', null)
      .orderBy('one.queued_dttm', 'desc')
      .limit(most)
      .execute(),
  )
  const attempts = (await Promise.all(rows)).flat().map(toAttempt)
  return attempts.sort((a, b) => (a.queuedAtMs ?? 0) - (b.queuedAtMs ?? 0)).slice(-most)
}

/** Task instances that wait for a worker. */
export interface QueuedTasks {
  readonly queue: string
  readonly count: number
  readonly oldestAtMs: number | null
}

export async function queuedTasksByQueue(db: Db): Promise<QueuedTasks[]> {
  const rows = await db
    .selectFrom('task_instance')
    .select(all => ['queue', all.fn.countAll<number>().as('count'), all.fn.min('queued_dttm').as('oldest')])
    .where('state', '=', 'queued')
    .groupBy('queue')
    .execute()
  return rows.map(({ queue, count, oldest }) => ({
    queue: queue ?? 'default',
    count: Number(count),
    oldestAtMs: parseSqlTimestampOrNull(oldest),
  }))
}

// The history has the columns of task_instance.
const attemptsIn = (db: Db, table: AttemptTable) =>
  db
    .selectFrom(`${table as 'task_instance'} as one`)
    .select([
      'one.dag_id',
      'one.task_id',
      'one.run_id',
      'one.map_index',
      'one.try_number',
      'one.state',
      'one.hostname',
      'one.queue',
      'one.queued_dttm',
      'one.start_date',
      'one.end_date',
      'one.duration',
      'one.external_executor_id',
    ])

type Row = Awaited<ReturnType<ReturnType<typeof attemptsIn>['execute']>>[number]

const toAttempt = (row: Row): Attempt => ({
  token: row.external_executor_id ?? '',
  dagId: row.dag_id,
  taskId: row.task_id,
  runId: row.run_id,
  mapIndex: row.map_index,
  tryNumber: row.try_number ?? 0,
  state: row.state,
  hostname: row.hostname ?? '',
  queue: row.queue,
  queuedAtMs: parseSqlTimestampOrNull(row.queued_dttm),
  startDateMs: parseSqlTimestampOrNull(row.start_date),
  endDateMs: parseSqlTimestampOrNull(row.end_date),
  duration: row.duration,
})
