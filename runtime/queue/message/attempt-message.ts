import type { AttemptRequest } from '../../model/attempt.ts'
import type { DagRun, JsonValue } from '../../model/keys.ts'
import { BadTaskMessage } from '../errors.ts'
import { attemptCommand, parseAirflowCommand } from './airflow-command.ts'
import { type TaskMessage, taskMessage } from './celery-message.ts'
import type { ReceivedTask } from './parse-task-message.ts'

export interface AttemptSender {
  /** `commandTaskName` of the configuration. */
  readonly taskName: string
  readonly origin: string
}

/** Names both our header and, for attempts too large for headers, our entry in the body's embed. */
const FIELD = 'slipstream'
const VERSION = 1

// All headers of a message have to fit into one frame (128 KiB), and into amqplib's buffer of 64 KiB.
const LONGEST_HEADER_BYTES = 32 * 1024

/** The message of an attempt: Airflow's command in the body, and in a header all that a worker needs beyond it. */
export function attemptMessage(request: AttemptRequest, { taskName, origin }: AttemptSender): TaskMessage {
  const details = { v: VERSION, ...detailsOf(request) }
  const text = JSON.stringify(details)
  const call = { id: request.token, taskName, origin, args: [attemptCommand(request, request.dag.relativeFileloc)] }
  return Buffer.byteLength(text) <= LONGEST_HEADER_BYTES
    ? taskMessage({ ...call, extraHeaders: { [FIELD]: text } })
    : taskMessage({ ...call, extraEmbed: { [FIELD]: details as unknown as JsonValue } })
}

/**
 * The attempt that a message asks for; null when another scheduler than ours sent it, so that only its command is there.
 * Throws BadTaskMessage and BadAirflowCommand.
 */
export function attemptOf(received: ReceivedTask): AttemptRequest | null {
  const details = readDetails(received)
  if (details === null) return null
  const { dagId, taskId, run, mapIndex } = parseAirflowCommand(received.args[0])
  if (!('runId' in run)) throw new BadTaskMessage('it carries an attempt, but the command of Airflow 1.10')
  const { v: _, ...rest } = details
  return {
    ...rest,
    dagId,
    taskId,
    runId: run.runId,
    mapIndex,
    token: received.id,
    task: { ...rest.task, taskId },
    dag: { ...rest.dag, dagId },
    run: { ...rest.run, dagId, runId: run.runId },
  }
}

type Details = Pick<AttemptRequest, 'tryNumber' | 'maxTries' | 'priorityWeight'> & {
  readonly task: Omit<AttemptRequest['task'], 'taskId'>
  readonly dag: Omit<AttemptRequest['dag'], 'dagId'>
  readonly run: Omit<DagRun, 'dagId' | 'runId'>
}

/** What neither the command nor the message id says. */
function detailsOf({ tryNumber, maxTries, priorityWeight, task, dag, run }: AttemptRequest): Details {
  const { taskId: _task, ...restOfTask } = task
  const { dagId: _dag, ...restOfDag } = dag
  const { dagId: _runDag, runId: _run, ...restOfRun } = run
  return { tryNumber, maxTries, priorityWeight, task: restOfTask, dag: restOfDag, run: restOfRun }
}

function readDetails({ headers, embed }: ReceivedTask): (Details & { v: number }) | null {
  const header = headers[FIELD]
  const details = header === undefined ? embed[FIELD] : parsed(header)
  if (details === undefined) return null
  const version = (details as { v?: unknown } | null)?.v
  if (version === VERSION) return details as unknown as Details & { v: number }
  throw new BadTaskMessage(
    `its attempt has version ${version}, this worker reads ${VERSION}. Run the same release on every host`,
  )
}

function parsed(header: unknown): JsonValue {
  try {
    return JSON.parse(String(header))
  } catch (cause) {
    throw new BadTaskMessage(`its header ${FIELD} is not JSON`, { cause })
  }
}
