import { inTransaction } from '../db/database.ts'
import type { Db } from '../db/tables.ts'
import { findTaskInstance } from '../db/task-instance.ts'
import { claimAttempt } from '../db/task-transition.ts'
import { deleteXComs } from '../db/xcom.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import type { AttemptParts } from './attempt-parts.ts'
import { isStatic, saveRendered } from './render.ts'
import { untilWritten } from './until-written.ts'

/**
 * queued -> running; false where the row is not this attempt's to claim. Fields without template text are stored with the
 * claim: one transaction less.
 */
export function claim(
  parts: AttemptParts,
  request: AttemptRequest,
  { startMs, giveUp }: { readonly startMs: number; readonly giveUp: AbortSignal },
): Promise<boolean> {
  const write = (isAgain: boolean): Promise<boolean> =>
    inTransaction(parts.database, async db => {
      const claimed = { token: request.token, startDateMs: startMs, ...parts.identity }
      if (!(await claimAttempt(db, request, claimed))) return isAgain && (await isClaimedHere(db, request, parts))
      if (request.tryNumber > 1) await deleteXComs(db, request)
      if (isStatic(request.task)) await saveRendered(db, request, { fields: request.task.templateFields, parts })
      return true
    })
  return untilWritten(write, { ping: () => findTaskInstance(parts.database.kysely, request), giveUp })
}

/** An earlier try has come through, although its answer was lost. */
async function isClaimedHere(db: Db, request: AttemptRequest, { identity }: AttemptParts): Promise<boolean> {
  const row = await findTaskInstance(db, request)
  return row?.state === 'running' && row.token === request.token && row.jobId === identity.jobId
}
