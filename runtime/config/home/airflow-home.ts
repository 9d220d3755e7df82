import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expandVariables, type Surroundings } from '../resolve/expand-variables.ts'

export interface AirflowHome {
  /** AIRFLOW_HOME, absolute. */
  readonly home: string
  /** airflow.cfg, absolute. */
  readonly file: string
  /** Whether the folder of the file may be made: Airflow makes it only inside AIRFLOW_HOME. */
  readonly isFileInside: boolean
}

export function surroundingsOf(env: NodeJS.ProcessEnv): Surroundings {
  return { env, userHome: env['HOME'] || homedir() }
}

/** Finds AIRFLOW_HOME and airflow.cfg: from AIRFLOW_HOME and AIRFLOW_CONFIG, else `defaultHome`, else ~/airflow. */
export function locateHome(surroundings: Surroundings, defaultHome: string | undefined): AirflowHome {
  const { env } = surroundings
  const home = resolve(expandVariables(env['AIRFLOW_HOME'] || defaultHome || '~/airflow', surroundings))
  const configured = env['AIRFLOW_CONFIG']
  const file = configured ? resolve(expandVariables(configured, surroundings)) : join(home, 'airflow.cfg')
  return { home, file, isFileInside: `${dirname(file)}/`.startsWith(`${home}/`) }
}
