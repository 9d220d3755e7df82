import { type Database, inTransaction } from '../db/database.ts'
import type { Db } from '../db/tables.ts'
import { insertTaskFail } from '../db/task-fail.ts'
import { findTaskInstance } from '../db/task-instance.ts'
import { endAttempt, recordHistory } from '../db/task-transition.ts'
import { RETURN_VALUE_KEY, SKIPMIXIN_KEY, setXCom } from '../db/xcom.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import type { JsonValue } from '../model/keys.ts'
import type { TaskInstanceState } from '../model/states.ts'
import { endStateOf, type Outcome } from './outcome.ts'

export interface Settling {
  readonly outcome: Outcome
  readonly startMs: number
  readonly endMs: number
}

/** How the attempt stands in the database now; `isOurs` is false when somebody else had set another state meanwhile. */
export interface Settled {
  readonly state: TaskInstanceState | null
  readonly isOurs: boolean
}

/** Writes the end state and the XComs in one transaction: either all of the attempt's end is there or nothing. */
export function settleAttempt(database: Database, request: AttemptRequest, settling: Settling): Promise<Settled> {
  return inTransaction(database, async db => {
    const ended =
      (await endFrom(db, request, { ...settling, from: 'running' })) ??
      (await endFrom(db, request, { ...settling, from: 'restarting' }))
    if (ended === null) {
      const instance = await findTaskInstance(db, request)
      return { state: instance?.state ?? null, isOurs: false }
    }
    if (settling.outcome.type === 'success') await pushXComs(db, request, { ...settling.outcome, atMs: settling.endMs })
    if (settling.outcome.type === 'failed') await recordFailure(db, request, settling)
    if (ended === 'up_for_retry') await recordHistory(db, request, 'failed')
    return { state: ended, isOurs: true }
  })
}

async function endFrom(
  db: Db,
  request: AttemptRequest,
  { outcome, from, startMs, endMs }: Settling & { readonly from: 'running' | 'restarting' },
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

async function recordFailure(db: Db, request: AttemptRequest, { startMs, endMs }: Settling): Promise<void> {
  await insertTaskFail(db, request, { startMs, endMs })
}
