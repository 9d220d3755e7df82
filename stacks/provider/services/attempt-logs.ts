import type { Host } from '../host/host.ts'
import type { WebserverAccess } from '../types/airflow.ts'
import { CredentialsRefused, ServiceFailed } from './errors.ts'
import { askHttp } from './http.ts'

/** That the log of an attempt could be read, and from where. */
export interface AttemptLog {
  readonly taskId: string
  readonly hostname: string
  readonly lastLine: string
}

export interface RunKey {
  readonly dagId: string
  readonly runId: string
}

interface TaskInstance {
  readonly task_id: string
  readonly hostname: string
  readonly try_number: number
}

/**
 * Reads the log of each task of a run as a user would: the webserver fetches it from the worker that has it.
 * @throws ServiceFailed where a log could not be fetched: keys or clocks differ, or a port is closed
 */
export async function readAttemptLogs(host: Host, webserver: WebserverAccess, run: RunKey): Promise<AttemptLog[]> {
  const path = `dags/${encodeURIComponent(run.dagId)}/dagRuns/${encodeURIComponent(run.runId)}/taskInstances`
  const { task_instances: instances } = await ask<{ task_instances: TaskInstance[] }>(host, webserver, path)
  return Promise.all(instances.map(instance => readOne(host, webserver, { path, instance })))
}

async function readOne(
  host: Host,
  webserver: WebserverAccess,
  { path, instance }: { readonly path: string; readonly instance: TaskInstance },
): Promise<AttemptLog> {
  const { task_id: taskId, hostname, try_number: tryNumber } = instance
  const logPath = `${path}/${encodeURIComponent(taskId)}/logs/${tryNumber}`
  const content = await askText(host, webserver, { path: logPath, accept: 'text/plain' })
  // First comes the host, then lines with *** that say where the log was looked for, then the log.
  const said = content
    .split('\n')
    .slice(1)
    .filter(line => line.trim() !== '' && !line.startsWith('***'))
  const lastLine = said.at(-1)
  if (lastLine === undefined) {
    throw new ServiceFailed(`The log of ${taskId}, which ran on ${hostname}, cannot be read: ${content.slice(0, 500)}`)
  }
  return { taskId, hostname, lastLine }
}

async function ask<Answer>(host: Host, webserver: WebserverAccess, path: string): Promise<Answer> {
  return JSON.parse(await askText(host, webserver, { path, accept: 'application/json' })) as Answer
}

async function askText(
  host: Host,
  { url, user, password }: WebserverAccess,
  { path, accept }: { readonly path: string; readonly accept: string },
): Promise<string> {
  const whole = `${url.replace(/\/$/, '')}/api/v1/${path}`
  const { status, text } = await askHttp(host, { url: whole, user, password, accept })
  if (status === 401) throw new CredentialsRefused(`The webserver at ${url} refuses the user ${user}`)
  if (status !== 200) throw new ServiceFailed(`${whole}: ${status} ${text.slice(0, 300)}`)
  return text
}
