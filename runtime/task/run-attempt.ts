import type { AttemptRequest } from '../model/attempt.ts'
import { taskInstanceLabel } from '../model/keys.ts'
import { isoFormat } from '../model/time.ts'
import { makeLogFolder, openTaskLog, type TaskLog } from '../task-log/log-writer.ts'
import type { AttemptParts, AttemptReport } from './attempt-parts.ts'
import { runCallbacks } from './callbacks.ts'
import { claim } from './claim.ts'
import type { Outcome } from './outcome.ts'
import { isStoppedByWorker, performTask } from './perform-task.ts'
import { saveRendered } from './render.ts'
import { settleAttempt } from './settle-attempt.ts'

export interface AttemptHooks {
  /** Ends the attempt; the reason is an EndReason. */
  readonly signal: AbortSignal
  /** Ends the callbacks that are called after the attempt. */
  readonly callbackSignal: AbortSignal
  /** The attempt is claimed: from now on its row is watched. */
  readonly onClaimed: () => void
  /** The task has ended and its end is about to be written: its row needs no more watching. */
  readonly onPerformed: () => void
  /** The task has ended, and the database does not take its end yet. */
  readonly onDelay: (error: Error) => void
  /** The end is in the database; callbacks may still run. */
  readonly onSettled: (report: AttemptReport) => void
}

/**
 * One attempt from start to end: claim, render, run, write the end, call back. Null when the claim failed: the message
 * was a duplicate, or came too late, and nothing was started. Whatever else goes wrong, the attempt gets an end.
 * @throws what kept the attempt from being claimed, or its log from being opened
 */
export async function runAttempt(
  parts: AttemptParts,
  request: AttemptRequest,
  hooks: AttemptHooks,
): Promise<AttemptReport | null> {
  const attempt: Attempt = { parts, request, hooks, startMs: parts.clock() }
  const path = parts.logPathOf(request)
  // While the database answers: the folder is all that costs time.
  const making = setImmediate(() => makeLogFolder(path))
  const isClaimed = await orFail('queued', attempt, () =>
    claim(parts, request, { ...attempt, giveUp: hooks.callbackSignal }),
  ).finally(() => clearImmediate(making))
  if (!isClaimed) return null
  hooks.onClaimed()
  const log = await orFail('running', attempt, async () => openTaskLog(path, parts.masker))
  try {
    return await performAndSettle(attempt, log)
  } finally {
    log.close()
  }
}

interface Attempt {
  readonly parts: AttemptParts
  readonly request: AttemptRequest
  readonly hooks: AttemptHooks
  readonly startMs: number
}

async function performAndSettle({ parts, request, hooks, startMs }: Attempt, log: TaskLog): Promise<AttemptReport> {
  sayStart(log, request)
  let stored = Promise.resolve()
  const outcome = await performTask(parts, request, {
    log,
    signal: hooks.signal,
    onRendered: ({ fields }) => {
      stored = saveRendered(parts, request, fields).catch(error => sayUnstored(log, error))
    },
  })
  hooks.onPerformed()
  const endMs = parts.clock()
  const onDelay = (error: Error): void => {
    sayDelay(log, error)
    hooks.onDelay(error)
  }
  const settling = { outcome, startMs, endMs, giveUp: hooks.callbackSignal, onDelay }
  const report = { ...(await settleAttempt(parts, request, settling)), seconds: (endMs - startMs) / 1000 }
  sayEnd(log, request, { report, startMs, endMs })
  hooks.onSettled(report)
  await stored
  await runCallbacks(parts, request, { report, log, signal: hooks.callbackSignal })
  return report
}

/** An attempt that cannot begin has failed: as queued or running it would wait for ever. */
async function orFail<T>(from: 'queued' | 'running', attempt: Attempt, begin: () => Promise<T>): Promise<T> {
  try {
    return await begin()
  } catch (error) {
    const { parts, request, hooks, startMs } = attempt
    const failure: Outcome = { type: 'failed', error: String(error), mayRetry: true }
    const outcome: Outcome = isStoppedByWorker(hooks.signal) ? { type: 'requeued' } : failure
    const settling = { outcome, startMs, endMs: parts.clock(), giveUp: hooks.callbackSignal, from }
    hooks.onSettled({ ...(await settleAttempt(parts, request, settling)), seconds: 0 })
    throw error
  }
}

function sayStart(log: TaskLog, request: AttemptRequest): void {
  log.write('taskinstance', `Dependencies all met for ${taskInstanceLabel(request, 'queued')}`)
  log.write('taskinstance', `Starting attempt ${request.tryNumber} of ${request.maxTries + 1}`)
  log.write(
    'taskinstance',
    `Executing <Task(${request.task.operator}): ${request.taskId}> on ${isoFormat(request.run.logicalDateMs)}`,
  )
}

function sayUnstored(log: TaskLog, error: unknown): void {
  log.write('taskinstance', `The rendered fields could not be stored: ${String(error)}`, 'WARNING')
}

function sayDelay(log: TaskLog, { message }: Error): void {
  log.write(
    'taskinstance',
    `The task has ended; its end is written as soon as the database takes it: ${message}`,
    'WARNING',
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
  if (outcome.type === 'requeued')
    log.write('taskinstance', 'The worker is stopping: the task will be queued again', 'WARNING')
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
