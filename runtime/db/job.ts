import type { JobState } from '../model/states.ts'
import { parseSqlTimestampOrNull, sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'

export type JobType = 'SchedulerJob' | 'LocalTaskJob' | 'DagProcessorJob' | 'TriggererJob' | 'BackfillJob'

export interface NewJob {
  readonly jobType: JobType
  readonly hostname: string
  readonly unixname: string
  readonly executorClass: string | null
  readonly atMs: number
}

export interface Job {
  readonly id: number
  readonly jobType: JobType
  readonly state: JobState
  readonly hostname: string
  readonly latestHeartbeatMs: number | null
  readonly executorClass: string | null
}

/** Registers a long-lived process; its heartbeat says that it lives. */
export async function insertJob(db: Db, job: NewJob): Promise<number> {
  const at = sqlTimestamp(job.atMs)
  const result = await db
    .insertInto('job')
    .values({
      job_type: job.jobType,
      state: 'running',
      start_date: at,
      latest_heartbeat: at,
      executor_class: job.executorClass,
      hostname: job.hostname,
      unixname: job.unixname,
    })
    .executeTakeFirstOrThrow()
  return Number(result.insertId)
}

export async function endJobs(
  db: Db,
  jobIds: readonly number[],
  end: { readonly state: JobState; readonly atMs: number },
): Promise<void> {
  await db
    .updateTable('job')
    .set({ state: end.state, end_date: sqlTimestamp(end.atMs) })
    .where('id', 'in', jobIds)
    .execute()
}

/** Jobs that say running. */
export async function listRunningJobs(db: Db, jobTypes: readonly JobType[]): Promise<Job[]> {
  const rows = await db
    .selectFrom('job')
    .select(['id', 'job_type', 'state', 'hostname', 'latest_heartbeat', 'executor_class'])
    .where('state', '=', 'running')
    .where('job_type', 'in', jobTypes)
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    id: row.id,
    jobType: row.job_type as JobType,
    state: 'running',
    hostname: row.hostname ?? '',
    executorClass: row.executor_class,
    latestHeartbeatMs: parseSqlTimestampOrNull(row.latest_heartbeat),
  }))
}

/** Newest heartbeat of the jobs of a type that say running; null when there is none (Airflow's /health). */
export async function latestHeartbeat(db: Db, jobType: JobType): Promise<number | null> {
  const row = await db
    .selectFrom('job')
    .select('latest_heartbeat')
    .where('job_type', '=', jobType)
    .where('state', '=', 'running')
    .orderBy('latest_heartbeat', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : parseSqlTimestampOrNull(row.latest_heartbeat)
}
