import { inTransaction } from '../db/database.ts'
import type { Db } from '../db/tables.ts'
import { claimAttempt } from '../db/task-transition.ts'
import { deleteXComs } from '../db/xcom.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import { taskInstanceLabel } from '../model/keys.ts'
import { isoFormat } from '../model/time.ts'
import { openTaskLog, type TaskLog } from '../task-log/log-writer.ts'
import type { AttemptParts, AttemptReport } from './attempt-parts.ts'
import { runCallbacks } from './callbacks.ts'
import { performTask } from './perform-task.ts'
import { isStatic, saveRendered } from './render.ts'
import { settleAttempt } from './settle-attempt.ts'

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
