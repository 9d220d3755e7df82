import { endJobs, insertJob } from '../db/job.ts'
import { renewOrRevive } from '../db/job-lease.ts'
import type { DagRun, TaskInstanceKey } from '../model/keys.ts'
import type { TaskStore } from '../sdk/task/client.ts'
import type { Log } from '../service/log.ts'
import type { HandlerRunner } from '../task/attempt-io.ts'
import { type AttemptSetup, openAttemptParts, workerIdentity } from './open-attempt-parts.ts'
import { Worker } from './worker.ts'

export interface WorkerSetup extends AttemptSetup {
  readonly log: Log
  readonly slots: number
  /** Which executor the worker serves; part of its job row. */
  readonly executorClass: string | null
  readonly onFinished: (key: TaskInstanceKey) => void
  /** Whether somebody else renews the heartbeat of the job. */
  readonly keepsLease?: boolean
}

/** A worker with all that it stands on; disposing it ends its runners and whatever processes are left. */
export interface OpenWorker extends AsyncDisposable {
  readonly worker: Worker
  readonly runners: HandlerRunner
  readonly jobId: number
  /** Variables, connections and XComs for a callback of the whole run. */
  readonly storeOfRun: (run: DagRun) => TaskStore
}

/** Registers a worker in the database, with a heartbeat, and opens pipes, guard and runners for it. */
export async function openWorker(setup: WorkerSetup): Promise<OpenWorker> {
  const { database, clock } = setup
  const job = { jobType: 'LocalTaskJob', executorClass: setup.executorClass, atMs: clock() } as const
  const jobId = await insertJob(database.kysely, { ...job, ...workerIdentity() })
  const parts = openAttemptParts(setup, jobId)
  const worker = new Worker({ ...parts, ...setup }, setup.onFinished)
  const heart = setup.keepsLease === true ? undefined : setInterval(() => void beat(setup, jobId, worker), HEARTBEAT_MS)
  return {
    worker,
    runners: parts.runners,
    jobId,
    storeOfRun: run => parts.storeOf({ ...run, run, taskId: '', mapIndex: -1 }),
    async [Symbol.asyncDispose]() {
      clearInterval(heart)
      parts[Symbol.dispose]()
      await endJobs(database.kysely, [jobId], { state: 'success', atMs: clock() })
    },
  }
}

/** Airflow's job_heartbeat_sec. */
const HEARTBEAT_MS = 5000

async function beat(setup: WorkerSetup, jobId: number, worker: Worker): Promise<void> {
  await renew(setup, jobId, worker).catch(error =>
    setup.log.error('pass_failed', { part: 'Heartbeat', error: String(error) }),
  )
}

/** What runs under a job that others have declared dead is theirs by now. */
function renew({ database, clock, log }: WorkerSetup, jobId: number, worker: Worker): Promise<void> {
  const onLost = () => {
    log.error('lease_lost', {})
    worker.endAll()
  }
  return renewOrRevive(database.kysely, jobId, { atMs: clock, onLost })
}
