import type { Db } from '../db/tables.ts'
import { findTaskInstance } from '../db/task-instance.ts'
import { claimAttempt } from '../db/task-transition.ts'
import { deleteXComs } from '../db/xcom.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import type { AttemptParts } from './attempt-parts.ts'
import { untilWritten } from './until-written.ts'

/** queued -> running; false where the row is not this attempt's to claim. A first try is claimed by one statement. */
export function claim(
  parts: AttemptParts,
  request: AttemptRequest,
  { startMs, giveUp }: { readonly startMs: number; readonly giveUp: AbortSignal },
): Promise<boolean> {
  const isFirst = request.tryNumber <= 1
  const claimed = { token: request.token, startDateMs: startMs, ...parts.identity }
  const work = async (db: Db, isAgain: boolean): Promise<boolean> => {
    if (!(await claimAttempt(db, request, claimed))) return isAgain && (await isClaimedHere(db, request, parts))
    if (!isFirst) await deleteXComs(db, request)
    return true
  }
  return untilWritten(
    isAgain => parts.writes.write({ key: request, work: db => work(db, isAgain), isOneStatement: isFirst }),
    { ping: () => findTaskInstance(parts.database.kysely, request), giveUp },
  )
}

/** An earlier try has come through, although its answer was lost. */
async function isClaimedHere(db: Db, request: AttemptRequest, { identity }: AttemptParts): Promise<boolean> {
  const row = await findTaskInstance(db, request)
  return row?.state === 'running' && row.token === request.token && row.jobId === identity.jobId
}
