import { parseSqlTimestampOrNull } from '../model/time.ts'
import { allOf, hasText, isOneOf } from './conditions.ts'
import type { OrderBy, Page, Paged } from './page.ts'
import type { Db } from './tables.ts'

/** A process that says, or said, that it lives. */
export interface ListedJob {
  readonly id: number
  readonly jobType: string
  readonly state: string
  readonly dagId: string | null
  readonly hostname: string
  readonly unixname: string
  readonly executorClass: string | null
  readonly startDateMs: number | null
  readonly endDateMs: number | null
  readonly latestHeartbeatMs: number | null
}

/** Absent is no condition. */
export interface JobFilter {
  readonly states?: readonly string[] | undefined
  readonly jobTypes?: readonly string[] | undefined
  /** Of any of these DAGs; null among them stands for what belongs to none. */
  readonly dagIds?: readonly (string | null)[] | undefined
  /** Part of type, host, user or executor, without regard to case. */
  readonly text?: string | undefined
}

export const JOB_ORDERS = ['id', 'job_type', 'state', 'hostname', 'start_date', 'end_date', 'latest_heartbeat'] as const
export type JobOrder = OrderBy<(typeof JOB_ORDERS)[number]>

export async function listJobs(
  db: Db,
  filter: JobFilter,
  { order, page }: { readonly order: JobOrder; readonly page: Page },
): Promise<Paged<ListedJob>> {
  const { total } = await db
    .selectFrom('job')
    .select(all => all.fn.countAll<number>().as('total'))
    .where(matches(filter))
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom('job')
    .selectAll()
    .where(matches(filter))
    .orderBy(`job.${order.column}`, order.isDescending ? 'desc' : 'asc')
    .orderBy('job.id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  const jobs = rows.map(row => ({
    id: row.id,
    jobType: row.job_type ?? '',
    state: row.state ?? '',
    dagId: row.dag_id,
    hostname: row.hostname ?? '',
    unixname: row.unixname ?? '',
    executorClass: row.executor_class,
    startDateMs: parseSqlTimestampOrNull(row.start_date),
    endDateMs: parseSqlTimestampOrNull(row.end_date),
    latestHeartbeatMs: parseSqlTimestampOrNull(row.latest_heartbeat),
  }))
  return { rows: jobs, total: Number(total) }
}

const matches = ({ states, jobTypes, dagIds, text }: JobFilter) =>
  allOf([
    ...isOneOf('job.state', states),
    ...isOneOf('job.job_type', jobTypes),
    ...isOneOf('job.dag_id', dagIds),
    ...hasText(['job.job_type', 'job.hostname', 'job.unixname', 'job.executor_class'], text),
  ])
