import { insertAuditEvent } from '../db/audit-log.ts'
import { inTransaction } from '../db/database.ts'
import type { Db } from '../db/tables.ts'
import { wakeScheduler } from '../queue/wake-scheduler.ts'
import type { WakeEvent } from '../service/wake-socket.ts'
import type { Call } from './route.ts'

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
}

/** Makes a change and its audit event in one transaction, then wakes the scheduler. */
export async function change<T>(call: Call, target: ChangeTarget, work: (db: Db) => Promise<Changed<T>>): Promise<T> {
  const { database, config } = call.parts
  const { result, wake } = await inTransaction(database, async db => {
    const changed = await work(db)
    await insertAuditEvent(db, auditEvent(call, target), call.parts.clock())
    return changed
  })
  // A scheduler that is busy must not hold up the answer.
  void wakeScheduler(config, ...wake)
  return result
}

/** Airflow 2.x names events of its API `api.` and the operation. */
const auditEvent = ({ operationId, user, body, params, request }: Call, target: ChangeTarget) => ({
  event: `api.${operationId}`,
  ...target,
  owner: user.username,
  ownerDisplayName: `${user.firstName} ${user.lastName}`,
  extra: JSON.stringify({ ...params, ...(body as object), method: request.method }),
})
