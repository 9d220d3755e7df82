import { hostAccess, integer, matching, optional, triggers } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import type { Host } from '../host/host.ts'
import { airflowCommand, listByAirflow } from '../services/airflow-command.ts'
import { ServiceFailed } from '../services/errors.ts'
import { askHttp } from '../services/http.ts'
import { waitUntilHealthy } from '../services/wait-for-service.ts'
import type { WorkerHealthInputs, WorkerHealthOutputs } from '../types/airflow.ts'

type Inputs = Required<WorkerHealthInputs>

/** A gate: it has nothing to delete. */
export const workerHealth: Resource<Inputs, WorkerHealthOutputs> = {
  fields: {
    host: hostAccess,
    airflow: airflowCommand,
    worker: matching(/^[^@\s]+@\S+$/, 'the name of a worker, as in celery@host1'),
    logServer: matching(/^\S+:\d+$/, 'a host and a port, as in 192.168.0.10:8793'),
    timeoutSeconds: optional(integer(1, 3600), 60),
    triggers,
  },
  computed: ['waitedMs'],
  replaceOn: ['worker'],
  inert: ['host', 'airflow', 'timeoutSeconds'],
  id: ({ worker }) => worker,
  create: wait,
  read: async (_context, recorded) => recorded,
  update: wait,
  delete: async () => undefined,
}

async function wait({ openHost, signal }: Context, inputs: Inputs): Promise<WorkerHealthOutputs> {
  const { worker, timeoutSeconds } = inputs
  const host = openHost(inputs.host)
  const waiting = { signal, timeoutMs: timeoutSeconds * 1000, what: `The worker ${worker}` }
  return { waitedMs: await waitUntilHealthy(waiting, () => requireWorker(host, inputs)) }
}

interface WorkerRow {
  readonly worker_name: string
}

async function requireWorker(host: Host, { airflow, worker, logServer }: Inputs): Promise<void> {
  const step = { name: `ask through the broker for ${worker}`, words: ['celery', 'list-workers'] }
  const names = (await listByAirflow<WorkerRow>(host, airflow, step)).map(row => row.worker_name)
  if (!names.includes(worker)) {
    throw new ServiceFailed(
      `it does not answer through the broker. ${names.length === 0 ? 'Nobody does' : `There answer: ${names.join(', ')}`}`,
    )
  }
  // Without a token nothing is served; that there is an answer is enough.
  await askHttp(host, { url: `http://${logServer}/log/` })
}
