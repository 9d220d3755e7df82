import { insertAuditEvent } from '../db/audit-log.ts'
import { inTransaction } from '../db/database.ts'
import type { Db } from '../db/tables.ts'
import { wakeScheduler } from '../queue/wake-scheduler.ts'
import { redact } from '../service/redact.ts'
import type { WakeEvent } from '../service/wake-socket.ts'
import type { Call } from './route.ts'
import { sensitiveNames } from './secrets.ts'

/** What a change is about, for the audit log. */
export interface ChangeTarget {
  readonly dagId?: string
  readonly taskId?: string
  readonly runId?: string
  readonly mapIndex?: number
  readonly logicalDateMs?: number
}

export interface Changed<T> {
  readonly result: T
  /** What the scheduler should look at. */
  readonly wake: readonly WakeEvent[]
  /** What there was, and what there is now, for the audit log; secrets are masked. */
  readonly before?: unknown
  readonly after?: unknown
}

/** Makes a change and its audit event in one transaction, then wakes the scheduler. */
export async function change<T>(call: Call, target: ChangeTarget, work: (db: Db) => Promise<Changed<T>>): Promise<T> {
  const { database, config } = call.parts
  const { result, wake } = await inTransaction(database, async db => {
    const changed = await work(db)
    await insertAuditEvent(db, auditEvent(call, target, changed), call.parts.clock())
    return changed
  })
  // A scheduler that is busy must not hold up the answer.
  void wakeScheduler(config, ...wake)
  return result
}

/** Airflow 2.x names events of its API `api.` and the operation. */
const auditEvent = (call: Call, target: ChangeTarget, { before, after }: Changed<unknown>) => ({
  event: `api.${call.operationId}`,
  ...target,
  owner: call.user.username,
  ownerDisplayName: `${call.user.firstName} ${call.user.lastName}`,
  extra: extraOf(call, { before, after }),
})

/** Characters that fit MySQL's TEXT, whatever they are. */
const LONGEST_EXTRA = 16_000

function extraOf({ parts, params, body, request }: Call, change: object): string {
  const { method } = request
  const extra = redact({ ...(body as object), ...params, method, ...change }, sensitiveNames(parts.config))
  const text = JSON.stringify(extra)
  return text.length <= LONGEST_EXTRA ? text : JSON.stringify({ ...params, method, is_too_long: true })
}
