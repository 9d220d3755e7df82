import { findDagRun, findDagRunByDate } from '../../db/dag-run.ts'
import type { Database } from '../../db/database.ts'
import { inTransaction } from '../../db/database.ts'
import { findSerializedDag } from '../../db/serialized-dag.ts'
import { findTaskInstance } from '../../db/task-instance.ts'
import { adoptToken } from '../../db/task-transition.ts'
import { type AttemptRequest, attemptDag } from '../../model/attempt.ts'
import type { DagRun } from '../../model/keys.ts'
import { type AirflowCommand, parseAirflowCommand } from '../../queue/message/airflow-command.ts'
import { attemptOf } from '../../queue/message/attempt-message.ts'
import type { ReceivedTask } from '../../queue/message/parse-task-message.ts'

/**
 * The attempt that a message stands for. A message of ours carries it; one that a Celery client in Python sent names a
 * task instance, and runs only if that is queued under the message's id, or queued without one. Null: nothing to run.
 * Throws BadTaskMessage and BadAirflowCommand.
 */
export async function requestOf(database: Database, received: ReceivedTask): Promise<AttemptRequest | null> {
  return attemptOf(received) ?? (await requestFromDatabase(database, received))
}

async function requestFromDatabase(database: Database, received: ReceivedTask): Promise<AttemptRequest | null> {
  const command = parseAirflowCommand(received.args[0])
  const run = await runOf(database, command)
  if (run === null) return null
  const key = { dagId: command.dagId, runId: run.runId, taskId: command.taskId, mapIndex: command.mapIndex }
  const dag = await findSerializedDag(database.kysely, command.dagId)
  const task = dag?.spec.tasks.find(one => one.taskId === command.taskId)
  const isOurs = await inTransaction(database, db => adoptToken(db, key, received.id))
  const instance = await findTaskInstance(database.kysely, key)
  if (dag === null || task === undefined || instance === null || !isOurs) return null
  const { tryNumber, maxTries, priorityWeight } = instance
  return {
    ...key,
    token: received.id,
    tryNumber: Math.max(tryNumber, 1),
    maxTries,
    priorityWeight,
    task,
    dag: attemptDag(dag.spec),
    run,
  }
}

function runOf({ kysely }: Database, { dagId, run }: AirflowCommand): Promise<DagRun | null> {
  return 'runId' in run
    ? findDagRun(kysely, { dagId, runId: run.runId })
    : findDagRunByDate(kysely, dagId, Date.parse(run.executionDate))
}
