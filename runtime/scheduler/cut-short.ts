import type { Config } from '../config/config.ts'
import { findDagRun } from '../db/dag-run.ts'
import { type Database, inTransaction } from '../db/database.ts'
import { addToTaskInstanceNote } from '../db/note.ts'
import type { TaskInstance } from '../db/task-instance.ts'
import type { TaskInstanceState } from '../model/states.ts'
import { hostName } from '../service/host-name.ts'
import { attemptLogPath } from '../task-log/log-path.ts'
import { addToTaskLog } from '../task-log/log-writer.ts'

/** An attempt that ended with its worker, as it was, and what its task instance became. */
export interface CutShort {
  readonly instance: TaskInstance
  readonly to: TaskInstanceState
  readonly atMs: number
}

interface Place {
  readonly config: Config
  readonly database: Database
}

/**
 * Says in the log of each attempt why it breaks off, as Airflow's heartbeat timeout does. A log on another host cannot be
 * written from here: the task instance has a note then.
 */
export async function sayCutShort({ config, database }: Place, attempts: readonly CutShort[]): Promise<void> {
  for (const { instance, to, atMs } of attempts) {
    const message = messageOf(instance, to)
    if (await isLogged(config, database, { instance, message })) continue
    const text = `Attempt ${instance.tryNumber}: ${message}`
    await inTransaction(database, db => addToTaskInstanceNote(db, instance, { text, atMs }))
  }
}

const messageOf = ({ hostname }: TaskInstance, to: TaskInstanceState): string =>
  `The attempt was cut short: its worker on ${hostname || 'an unknown host'} died, or could not be heard of any more (heartbeat timeout). Marking task as ${to.toUpperCase()}.`

async function isLogged(
  config: Config,
  { kysely }: Database,
  { instance, message }: { readonly instance: TaskInstance; readonly message: string },
): Promise<boolean> {
  if (instance.hostname !== hostName()) return false
  const run = await findDagRun(kysely, instance)
  if (run === null) return false
  const path = attemptLogPath(config, { ...instance, logicalDateMs: run.logicalDateMs })
  return addToTaskLog(path, { source: 'scheduler', message })
}
