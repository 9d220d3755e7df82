import { insertAuditEvent } from '../../db/audit-log.ts'
import type { Visitor } from '../access/access.ts'
import type { AttemptName } from '../attempt/attempt-of-args.ts'
import type { FlowerParts } from '../flower-parts.ts'
import type { ActionArguments } from './action.ts'

export interface DeedRecord {
  /** The audit event is `flower.` and this. */
  readonly name: string
  /** A worker, a task's id or a task's name. */
  readonly target: string
  readonly args: ActionArguments
  readonly visitor: Visitor
  /** What of Airflow the target is. */
  readonly attempt?: AttemptName | null
}

/** Writes into the audit log who does what; before it is done, so that nothing is done that could not be recorded. */
export async function recordDeed(
  { database, clock }: Pick<FlowerParts, 'database' | 'clock'>,
  { name, target, args, visitor, attempt }: DeedRecord,
): Promise<void> {
  const event = {
    event: `flower.${name}`,
    owner: visitor.username,
    ownerDisplayName: visitor.displayName,
    dagId: attempt?.dagId ?? null,
    taskId: attempt?.taskId ?? null,
    runId: attempt?.runId ?? null,
    mapIndex: attempt?.mapIndex ?? null,
    extra: JSON.stringify({ target, ...args }),
  }
  await insertAuditEvent(database.kysely, event, clock())
}
