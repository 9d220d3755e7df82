import { type Database, inTransaction } from '../db/database.ts'
import { type Job, listRunningJobs } from '../db/job.ts'
import { declareDead } from '../db/job-lease.ts'
import { markAllScheduled } from '../db/queue-transition.ts'
import { findSerializedDag } from '../db/serialized-dag.ts'
import type { Db } from '../db/tables.ts'
import { insertTaskFail } from '../db/task-fail.ts'
import { listInstancesInState, type TaskInstance } from '../db/task-instance.ts'
import { changeQueuer, endAttempt, recordHistory } from '../db/task-transition.ts'
import type { Executor } from '../executor/executor.ts'
import { taskInstanceLabel } from '../model/keys.ts'
import { isEligibleToRetry } from '../model/retry.ts'
import type { Clock } from '../service/clock.ts'
import type { Log } from '../service/log.ts'
import type { CutShort } from './cut-short.ts'

export interface RecoveryParts {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly executor: Pick<Executor, 'keepsQueued'>
  /** The scheduler that takes over. */
  readonly jobId: number
}

/**
 * Takes over what dead processes left: their attempts follow Airflow's rule for a zombie (up_for_retry while tries are
 * left, else failed), what they had queued and nobody had claimed is scheduled again, with a new token later. A job whose
 * heartbeat has moved since it was called dead is left alone. Call it only after the processes of those attempts are gone.
 * @returns the attempts that were cut short
 */
export async function adoptOrphans(parts: RecoveryParts, dead: readonly Job[]): Promise<CutShort[]> {
  const { database, clock } = parts
  return inTransaction(database, async db => {
    const attempts: CutShort[] = []
    for (const job of dead) await declareDead(db, job, clock())
    const running = await listInstancesInState(db, ['running', 'restarting'])
    const queued = await listInstancesInState(db, ['queued'])
    // Read last: a worker that has registered and claimed meanwhile must not pass for dead.
    const living = new Set((await listRunningJobs(db, ['SchedulerJob', 'LocalTaskJob'])).map(job => job.id))
    for (const instance of running) {
      if (instance.jobId === null || !living.has(instance.jobId))
        attempts.push(...(await cutShort(parts, db, instance)))
    }
    for (const instance of queued) {
      if (instance.queuedByJobId === null || !living.has(instance.queuedByJobId)) await takeOver(parts, db, instance)
    }
    return attempts
  })
}

async function cutShort({ clock, log }: RecoveryParts, db: Db, instance: TaskInstance): Promise<CutShort[]> {
  const nowMs = clock()
  const from = instance.state === 'restarting' ? 'restarting' : 'running'
  const task = (await findSerializedDag(db, instance.dagId))?.spec.tasks.find(one => one.taskId === instance.taskId)
  const isEligible = isEligibleToRetry({ ...instance, state: from, retries: task?.retries ?? 0 })
  const to = isEligible ? 'up_for_retry' : 'failed'
  const durationS = instance.startDateMs === null ? null : (nowMs - instance.startDateMs) / 1000
  if (!(await endAttempt(db, instance, { token: instance.token ?? '', from, to, endDateMs: nowMs, durationS })))
    return []
  await insertTaskFail(db, instance, { startMs: instance.startDateMs, endMs: nowMs })
  if (to === 'up_for_retry') await recordHistory(db, instance, 'failed')
  log.warn('attempt_adopted', { key: taskInstanceLabel(instance, from), state: to })
  return [{ instance, to, atMs: nowMs }]
}

/** What waits in a broker goes on waiting there, for us; what waited in the dead process is queued anew. */
async function takeOver({ clock, log, executor, jobId }: RecoveryParts, db: Db, instance: TaskInstance): Promise<void> {
  if (executor.keepsQueued) return changeQueuer(db, instance, jobId)
  if ((await markAllScheduled(db, [{ ...instance, from: 'queued', atMs: clock() }])) > 0)
    log.info('attempt_requeued', { key: taskInstanceLabel(instance, 'queued') })
}
