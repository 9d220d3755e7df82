import { type Database, inTransaction } from '../db/database.ts'
import { endJobs, type Job, listRunningJobs } from '../db/job.ts'
import { findSerializedDag } from '../db/serialized-dag.ts'
import type { Db } from '../db/tables.ts'
import { insertTaskFail } from '../db/task-fail.ts'
import { listInstancesInState, type TaskInstance } from '../db/task-instance.ts'
import { changeQueuer, endAttempt, markScheduled, recordHistory } from '../db/task-transition.ts'
import type { Executor } from '../executor/executor.ts'
import { taskInstanceLabel } from '../model/keys.ts'
import { isEligibleToRetry } from '../model/retry.ts'
import type { Clock } from '../service/clock.ts'
import type { Log } from '../service/log.ts'

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
 * left, else failed), what they had queued and nobody had claimed is scheduled again, with a new token later. Call it
 * only after the processes of those attempts are gone.
 */
export async function adoptOrphans(parts: RecoveryParts, dead: readonly Job[]): Promise<void> {
  const { database, clock } = parts
  await inTransaction(database, async db => {
    const living = new Set((await listRunningJobs(db, ['SchedulerJob', 'LocalTaskJob'])).map(job => job.id))
    for (const job of dead) living.delete(job.id)
    if (dead.length > 0)
      await endJobs(
        db,
        dead.map(job => job.id),
        { state: 'failed', atMs: clock() },
      )
    for (const instance of await listInstancesInState(db, ['running', 'restarting'])) {
      if (instance.jobId === null || !living.has(instance.jobId)) await cutShort(parts, db, instance)
    }
    for (const instance of await listInstancesInState(db, ['queued'])) {
      if (instance.queuedByJobId === null || !living.has(instance.queuedByJobId)) await takeOver(parts, db, instance)
    }
  })
}

async function cutShort({ clock, log }: RecoveryParts, db: Db, instance: TaskInstance): Promise<void> {
  const nowMs = clock()
  const from = instance.state === 'restarting' ? 'restarting' : 'running'
  const task = (await findSerializedDag(db, instance.dagId))?.spec.tasks.find(one => one.taskId === instance.taskId)
  const isEligible = isEligibleToRetry({ ...instance, state: from, retries: task?.retries ?? 0 })
  const to = isEligible ? 'up_for_retry' : 'failed'
  const durationS = instance.startDateMs === null ? null : (nowMs - instance.startDateMs) / 1000
  if (!(await endAttempt(db, instance, { token: instance.token ?? '', from, to, endDateMs: nowMs, durationS }))) return
  await insertTaskFail(db, instance, { startMs: instance.startDateMs, endMs: nowMs })
  if (to === 'up_for_retry') await recordHistory(db, instance, 'failed')
  log.warn('attempt_adopted', { key: taskInstanceLabel(instance, from), state: to })
}

/** What waits in a broker goes on waiting there, for us; what waited in the dead process is queued anew. */
async function takeOver({ clock, log, executor, jobId }: RecoveryParts, db: Db, instance: TaskInstance): Promise<void> {
  if (executor.keepsQueued) return changeQueuer(db, instance, jobId)
  if (await markScheduled(db, { ...instance, from: 'queued', atMs: clock() }))
    log.info('attempt_requeued', { key: taskInstanceLabel(instance, 'queued') })
}
