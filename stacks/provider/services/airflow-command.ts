import { absolutePath, linuxName, objectOf, optional, recordOf, text } from '../frame/fields.ts'
import type { Host, Step } from '../host/host.ts'
import { withEnvironment } from '../shell.ts'
import type { AirflowCommand } from '../types/airflow.ts'
import { ServiceFailed } from './errors.ts'

export const airflowCommand = objectOf({ path: optional(absolutePath), user: linuxName, environment: recordOf(text) })

export type AirflowStep = Omit<Step, 'command' | 'user'> & { readonly words: readonly string[] }

/** `airflow WORDS` on the host, as its user. @returns what it prints */
export async function runAirflow(
  host: Host,
  airflow: AirflowCommand,
  { words, ...step }: AirflowStep,
): Promise<string> {
  const { path = '/usr/local/bin/airflow', user, environment } = airflow
  return host.ask({ ...step, user, command: withEnvironment(environment, [path, ...words]) })
}

/** The same for a command that prints a table, as JSON. */
export async function listByAirflow<Row>(
  host: Host,
  airflow: AirflowCommand,
  step: AirflowStep,
): Promise<readonly Row[]> {
  const printed = await runAirflow(host, airflow, { ...step, words: [...step.words, '--output', 'json'] })
  try {
    return JSON.parse(printed) as Row[]
  } catch (error) {
    throw new ServiceFailed(`${host.name}: ${step.name}: expected JSON, got: ${printed.slice(0, 200)}`, {
      cause: error,
    })
  }
}
