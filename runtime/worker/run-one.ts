import { randomUUID } from 'node:crypto'
import { inTransaction } from '../db/database.ts'
import { markQueued } from '../db/queue-transition.ts'
import type { StoredDag } from '../db/serialized-dag.ts'
import { findTaskInstance } from '../db/task-instance.ts'
import { attemptDag } from '../model/attempt.ts'
import { SlipstreamError, TaskNotFound } from '../model/errors.ts'
import { type DagRun, taskInstanceLabel } from '../model/keys.ts'
import type { TaskInstanceState } from '../model/states.ts'
import type { Log } from '../service/log.ts'
import type { AttemptSetup } from './open-attempt-parts.ts'
import { openWorker } from './open-worker.ts'
import type { Worker } from './worker.ts'

/** The task instance is being run by somebody else. */
export class TaskAlreadyRunning extends SlipstreamError {
  override readonly name = 'TaskAlreadyRunning'

  constructor(label: string) {
    super(`Task is not able to be run: ${label} runs already. Wait for it, or clear it first`)
  }
}

export interface OneRun {
  readonly dag: StoredDag
  readonly run: DagRun
  readonly taskId: string
  readonly log: Log
  readonly signal: AbortSignal
}

/**
 * Runs one task instance in this process, whatever waits for it (Airflow's `tasks run`); dependencies are the caller's
 * to check. @returns the state it ended in
 * @throws TaskNotFound, TaskAlreadyRunning
 */
export async function runOne(setup: AttemptSetup, one: OneRun): Promise<TaskInstanceState | null> {
  const { database, clock } = setup
  const key = { dagId: one.run.dagId, runId: one.run.runId, taskId: one.taskId, mapIndex: -1 }
  const task = one.dag.spec.tasks.find(candidate => candidate.taskId === one.taskId)
  const instance = await findTaskInstance(database.kysely, key)
  if (task === undefined || instance === null) throw new TaskNotFound(key.dagId, key.taskId)
  await using opened = await openWorker({
    ...setup,
    log: one.log,
    slots: 1,
    executorClass: null,
    onFinished: () => undefined,
  })
  const token = randomUUID()
  const tryNumber = instance.tryNumber + 1
  const isQueued =
    instance.state !== 'running' &&
    instance.state !== 'restarting' &&
    (await inTransaction(database, db =>
      markQueued(db, { ...key, from: instance.state, tryNumber, token, atMs: clock(), jobId: opened.jobId }),
    ))
  if (!isQueued) throw new TaskAlreadyRunning(taskInstanceLabel(key, instance.state))
  one.signal.addEventListener('abort', () => void opened.worker.stop(AbortSignal.abort()))
  opened.worker.start({
    ...key,
    token,
    tryNumber,
    maxTries: instance.maxTries,
    priorityWeight: instance.priorityWeight,
    task,
    dag: attemptDag(one.dag.spec),
    run: one.run,
  })
  const watch = setInterval(() => recheck(opened.worker, one.log), RECHECK_MS)
  await opened.worker.stop(NEVER)
  clearInterval(watch)
  return (await findTaskInstance(database.kysely, key))?.state ?? null
}

/** Nobody tells this process of a change by hand: it looks for one itself. */
const RECHECK_MS = 1000

function recheck(worker: Worker, log: Log): void {
  worker
    .recheck(null)
    .catch(error => log.error('pass_failed', { part: 'Looking for changed tasks', error: String(error) }))
}

const NEVER = new AbortController().signal
