import type { Database } from '../db/database.ts'
import type { GroupCommit } from '../db/group-commit.ts'
import type { Db } from '../db/tables.ts'
import { insertTaskFail } from '../db/task-fail.ts'
import { findTaskInstance } from '../db/task-instance.ts'
import { endAttempt, recordHistory } from '../db/task-transition.ts'
import { RETURN_VALUE_KEY, SKIPMIXIN_KEY, setXCom } from '../db/xcom.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import type { JsonValue } from '../model/keys.ts'
import type { TaskInstanceState } from '../model/states.ts'
import { sqlTimestamp } from '../model/time.ts'
import { endStateOf, type Outcome } from './outcome.ts'
import { untilWritten } from './until-written.ts'

export interface Settling {
  readonly outcome: Outcome
  readonly startMs: number
  readonly endMs: number
  /** Which state the row is in; without it a clear may have made it restarting meanwhile. */
  readonly from?: 'queued' | 'running'
  /** A database that does not answer is waited for until this signal. */
  readonly giveUp: AbortSignal
  /** Hears, once, that the database does not take it yet. */
  readonly onDelay?: (error: Error) => void
}

/** How the attempt stands in the database now; `isOurs` is false when somebody else had set another state meanwhile. */
export interface Settled {
  readonly state: TaskInstanceState | null
  readonly isOurs: boolean
  readonly outcome: Outcome
}

/**
 * Writes the end state and the XComs in one transaction: either all of the attempt's end is there or nothing. An end that
 * the database refuses (a value that is too big for it) becomes a failure that says so.
 */
export async function settleAttempt(
  { database, writes }: EndWrites,
  request: AttemptRequest,
  settling: Settling,
): Promise<Settled> {
  const patience = { ...settling, ping: () => findTaskInstance(database.kysely, request) }
  const write = (outcome: Outcome) => (isAgain: boolean) =>
    writes.write({ key: request, work: db => writeEnd(db, request, { ...settling, outcome, isAgain }) })
  try {
    return await untilWritten(write(settling.outcome), patience)
  } catch (error) {
    if (settling.outcome.type === 'failed') throw error
    return untilWritten(write(refused(error)), patience)
  }
}

export interface EndWrites {
  readonly database: Database
  readonly writes: GroupCommit
}

const refused = (error: unknown): Outcome => ({
  type: 'failed',
  error: `The task ended well, but the database refused what it pushed: ${error instanceof Error ? error.message : String(error)}`,
  mayRetry: true,
})

type Writing = Settling & { readonly isAgain: boolean }

async function writeEnd(db: Db, request: AttemptRequest, writing: Writing): Promise<Settled> {
  const { outcome, endMs, from } = writing
  const ended =
    (await endFrom(db, request, { ...writing, from: from ?? 'running' })) ??
    (await endFrom(db, request, { ...writing, from: 'restarting' }))
  if (ended === null) return foundOtherwise(db, request, writing)
  if (outcome.type === 'success') await pushXComs(db, request, { ...outcome, atMs: endMs })
  if (outcome.type === 'failed') await insertTaskFail(db, request, writing)
  if (ended === 'up_for_retry') await recordHistory(db, request, 'failed')
  return { state: ended, isOurs: true, outcome }
}

/** Somebody else has changed the row, or an earlier try has come through although its answer was lost. */
async function foundOtherwise(db: Db, request: AttemptRequest, { outcome, endMs, isAgain }: Writing): Promise<Settled> {
  const instance = await findTaskInstance(db, request)
  const isOurs = isAgain && instance?.token === request.token && isSameTime(instance.endDateMs, endMs)
  return { state: instance?.state ?? null, isOurs, outcome }
}

const isSameTime = (one: number | null, other: number): boolean =>
  one !== null && sqlTimestamp(one) === sqlTimestamp(other)

async function endFrom(
  db: Db,
  request: AttemptRequest,
  { outcome, from, startMs, endMs }: Omit<Writing, 'from'> & { readonly from: 'queued' | 'running' | 'restarting' },
): Promise<TaskInstanceState | null> {
  const to = endStateOf(outcome, request, from)
  const end = { token: request.token, from, to, endDateMs: endMs, durationS: (endMs - startMs) / 1000 }
  return (await endAttempt(db, request, end)) ? to : null
}

interface Pushes {
  readonly value: JsonValue | undefined
  readonly skipmixin: JsonValue | object | null
  readonly atMs: number
}

async function pushXComs(db: Db, request: AttemptRequest, { value, skipmixin, atMs }: Pushes): Promise<void> {
  const push = (key: string, pushed: JsonValue): Promise<void> =>
    setXCom(db, { ...request, dagRunId: request.run.id, key, value: pushed, atMs })
  if (value !== undefined && request.task.doXcomPush) await push(RETURN_VALUE_KEY, value)
  if (skipmixin !== null) await push(SKIPMIXIN_KEY, skipmixin as JsonValue)
}
