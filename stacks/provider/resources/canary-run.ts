import { DeploymentError } from '../errors.ts'
import { hostAccess, integer, listOf, matching, objectOf, optional, text, triggers } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import type { Host } from '../host/host.ts'
import { pollUntil } from '../host/poll-until.ts'
import { airflowCommand, listByAirflow, runAirflow } from '../services/airflow-command.ts'
import { type AttemptLog, readAttemptLogs } from '../services/attempt-logs.ts'
import type { CanaryRunInputs, CanaryRunOutputs } from '../types/airflow.ts'

type Inputs = Required<Omit<CanaryRunInputs, 'webserver'>> & Pick<CanaryRunInputs, 'webserver'>

/** A gate: it has nothing to delete. */
export const canaryRun: Resource<Inputs, CanaryRunOutputs> = {
  fields: {
    host: hostAccess,
    airflow: airflowCommand,
    dagId: optional(matching(/^[\w.~-]+$/, 'the id of a DAG'), 'slipstream_canary'),
    webserver: optional(objectOf({ url: matching(/^https?:\/\/\S+$/, 'a URL'), user: text, password: text })),
    workers: optional(listOf(text), []),
    timeoutSeconds: optional(integer(1, 3600), 120),
    triggers,
  },
  computed: ['runId', 'state', 'tasks'],
  replaceOn: ['dagId'],
  inert: ['host', 'airflow', 'webserver', 'timeoutSeconds'],
  id: ({ dagId }) => dagId,
  create: run,
  read: async (_context, recorded) => recorded,
  update: run,
  delete: async () => undefined,
}

async function run({ openHost, signal, log }: Context, inputs: Inputs): Promise<CanaryRunOutputs> {
  const { dagId, webserver } = inputs
  const host = openHost(inputs.host)
  const runId = `deployment__${new Date().toISOString()}`
  await trigger(host, inputs, runId)
  const state = await endStateOf(host, inputs, { runId, signal })
  const tasks = await tasksOf(host, inputs, runId)
  if (state !== 'success') throw new DeploymentError(failureSentence(inputs, { runId, state, tasks }))
  if (webserver !== undefined) {
    const logs = await readAttemptLogs(host, webserver, { dagId, runId })
    requireLogs(inputs, logs)
    for (const each of logs) log.debug(`${each.taskId} ran on ${each.hostname}: ${each.lastLine}`)
  } else if (inputs.workers.length > 0) {
    throw new DeploymentError('CanaryRun: "workers" needs "webserver", through which the host names of tasks are read')
  }
  return { runId, state, tasks }
}

async function trigger(host: Host, { airflow, dagId, timeoutSeconds }: Inputs, runId: string): Promise<void> {
  await runAirflow(host, airflow, { name: `unpause ${dagId}`, words: ['dags', 'unpause', dagId], timeoutSeconds })
  await runAirflow(host, airflow, { name: `trigger ${dagId}`, words: ['dags', 'trigger', dagId, '--run-id', runId] })
}

interface Run {
  readonly runId: string
  readonly signal: AbortSignal
}

async function endStateOf(host: Host, inputs: Inputs, { runId, signal }: Run): Promise<string> {
  const { airflow, dagId, timeoutSeconds } = inputs
  const patience = { signal, timeoutMs: timeoutSeconds * 1000, restMs: 500 }
  return pollUntil(patience, async () => {
    const words = ['dags', 'state', dagId, runId]
    const printed = await runAirflow(host, airflow, { name: `look at the run of ${dagId}`, words })
    const state = printed.split('\n').at(-1)?.split(',')[0] ?? ''
    return { value: state, isDone: state === 'success' || state === 'failed' }
  })
}

interface TaskRow {
  readonly task_id: string
  readonly state: string | null
}

async function tasksOf(host: Host, { airflow, dagId }: Inputs, runId: string): Promise<Record<string, string>> {
  const step = { name: `look at the tasks of ${dagId}`, words: ['tasks', 'states-for-dag-run', dagId, runId] }
  const rows = await listByAirflow<TaskRow>(host, airflow, step)
  return Object.fromEntries(rows.map(row => [row.task_id, row.state ?? 'none']))
}

function failureSentence({ dagId, timeoutSeconds }: Inputs, { runId, state, tasks }: CanaryRunOutputs): string {
  const how = state === 'failed' ? 'failed' : `is still ${state} after ${timeoutSeconds} s`
  const states = Object.entries(tasks).map(([task, taskState]) => `${task}: ${taskState}`)
  const advice = 'A task that stays queued has no worker on its queue; of one that failed the log says why'
  return `The run ${runId} of ${dagId} ${how} (${states.join(', ')}). ${advice}: airflow tasks states-for-dag-run ${dagId} ${runId}`
}

function requireLogs({ workers, dagId }: Inputs, logs: readonly AttemptLog[]): void {
  const idle = workers.filter(worker => !logs.some(({ hostname }) => hostname === worker))
  if (idle.length > 0) {
    const busy = [...new Set(logs.map(({ hostname }) => hostname))].join(', ')
    throw new DeploymentError(`No task of ${dagId} ran on ${idle.join(', ')}. There were tasks on: ${busy}`)
  }
}
