import { type Database, inTransaction } from '../db/database.ts'
import type { Db } from '../db/tables.ts'
import { claimAttempt } from '../db/task-transition.ts'
import { deleteXComs } from '../db/xcom.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import { type DagRunKey, taskInstanceLabel } from '../model/keys.ts'
import { isoFormat } from '../model/time.ts'
import type { TaskStore } from '../sdk/task/client.ts'
import type { Clock } from '../service/clock.ts'
import type { SecretMasker } from '../service/secret-masker.ts'
import { openTaskLog, type TaskLog } from '../task-log/log-writer.ts'
import type { HandlerRunner, OutputPipe, ProcessGuard } from './attempt-io.ts'
import { runCallbacks } from './callbacks.ts'
import type { Outcome } from './outcome.ts'
import { performTask } from './perform-task.ts'
import { isStatic, saveRendered } from './render.ts'
import { type Settled, settleAttempt } from './settle-attempt.ts'
import type { StoreOwner } from './task-store.ts'

/** What running attempts needs of the worker that runs them. */
export interface AttemptParts {
  readonly database: Database
  readonly clock: Clock
  readonly masker: SecretMasker
  readonly runners: HandlerRunner
  readonly guard: ProcessGuard
  readonly openPipe: () => OutputPipe
  readonly storeOf: (owner: StoreOwner) => TaskStore
  /** A task started a run of another DAG: the scheduler should look. */
  readonly onDagRunCreated: (run: DagRunKey) => void
  readonly logPathOf: (request: AttemptRequest) => string
  readonly identity: {
    readonly hostname: string
    readonly unixname: string
    readonly pid: number
    readonly jobId: number
  }
  readonly settings: AttemptSettings
}

export interface AttemptSettings {
  /** Environment of the processes that tasks run in. */
  readonly env: NodeJS.ProcessEnv
  /** [core] killed_task_cleanup_time, milliseconds. */
  readonly killAfterMs: number
  /** [core] dag_run_conf_overrides_params */
  readonly confOverridesParams: boolean
  /** [core] max_templated_field_length */
  readonly longestField: number
}

/** How a claimed attempt ended. */
export interface AttemptReport extends Settled {
  readonly outcome: Outcome
  readonly seconds: number
}

export interface AttemptHooks {
  /** Ends the attempt; the reason is an EndReason. */
  readonly signal: AbortSignal
  /** The attempt is claimed: from now on its row is watched. */
  readonly onClaimed: () => void
  /** The end is in the database; callbacks may still run. */
  readonly onSettled: (report: AttemptReport) => void
}

/**
 * One attempt from start to end: claim, render, run, write the end, call back. Null when the claim failed: the message
 * was a duplicate, or came too late, and nothing was started.
 */
export async function runAttempt(
  parts: AttemptParts,
  request: AttemptRequest,
  hooks: AttemptHooks,
): Promise<AttemptReport | null> {
  const startMs = parts.clock()
  if (!(await claim(parts, request, startMs))) return null
  hooks.onClaimed()
  const log = openTaskLog(parts.logPathOf(request), parts.masker)
  try {
    sayStart(log, request)
    const outcome = await performTask(parts, request, {
      log,
      signal: hooks.signal,
      onRendered: ({ fields }) => inTransaction(parts.database, db => saveRendered(db, request, { fields, parts })),
    })
    const endMs = parts.clock()
    const settled = await settleAttempt(parts.database, request, { outcome, startMs, endMs })
    const report = { ...settled, outcome, seconds: (endMs - startMs) / 1000 }
    sayEnd(log, request, { report, startMs, endMs })
    hooks.onSettled(report)
    await runCallbacks(parts, request, { report, log, signal: hooks.signal })
    return report
  } finally {
    log.close()
  }
}

/** Fields without template text are stored with the claim: one transaction less. */
function claim(parts: AttemptParts, request: AttemptRequest, startDateMs: number): Promise<boolean> {
  return inTransaction(parts.database, async (db: Db) => {
    const { identity } = parts
    const isClaimed = await claimAttempt(db, request, {
      token: request.token,
      startDateMs,
      ...identity,
    })
    if (!isClaimed) return false
    if (request.tryNumber > 1) await deleteXComs(db, request)
    if (isStatic(request.task)) await saveRendered(db, request, { fields: request.task.templateFields, parts })
    return true
  })
}

function sayStart(log: TaskLog, request: AttemptRequest): void {
  log.write('taskinstance', `Dependencies all met for ${taskInstanceLabel(request, 'queued')}`)
  log.write('taskinstance', `Starting attempt ${request.tryNumber} of ${request.maxTries + 1}`)
  log.write(
    'taskinstance',
    `Executing <Task(${request.task.operator}): ${request.taskId}> on ${isoFormat(request.run.logicalDateMs)}`,
  )
}

function sayEnd(
  log: TaskLog,
  request: AttemptRequest,
  { report, startMs, endMs }: { readonly report: AttemptReport; readonly startMs: number; readonly endMs: number },
): void {
  const { outcome, state, isOurs } = report
  if (outcome.type === 'failed') log.write('taskinstance', outcome.error, 'ERROR')
  if (outcome.type === 'skipped') log.write('taskinstance', outcome.message)
  if (!isOurs) {
    log.write(
      'taskinstance',
      `State of this instance has been externally set to ${state ?? 'None'}. Terminating instance.`,
      'WARNING',
    )
    return
  }
  const dates = `execution_date=${isoFormat(request.run.logicalDateMs)}, start_date=${isoFormat(startMs)}, end_date=${isoFormat(endMs)}`
  log.write(
    'taskinstance',
    `Marking task as ${(state ?? 'none').toUpperCase()}. dag_id=${request.dagId}, task_id=${request.taskId}, run_id=${request.runId}, ${dates}`,
  )
}
