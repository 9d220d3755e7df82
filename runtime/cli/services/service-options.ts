import { join } from 'node:path'
import { Option } from 'commander'
import type { Config } from '../../config/config.ts'

/** Options of every long-lived command. */
export interface ServiceOptions {
  readonly pid?: string
  readonly daemon?: boolean
  readonly stdout?: string
  readonly stderr?: string
  readonly logFile?: string
  readonly verbose?: boolean
}

export const serviceOptions = (): Option[] => [
  new Option('--pid <file>', 'PID file location'),
  new Option('-D, --daemon', 'Daemonize instead of running in the foreground'),
  new Option('--stdout <file>', 'Redirect stdout of the daemon to this file'),
  new Option('--stderr <file>', 'Redirect stderr of the daemon to this file'),
  new Option('-l, --log-file <file>', 'Location of the log file'),
]

export interface ServiceFiles {
  readonly pid: string
  readonly out: string
  readonly err: string
  readonly log: string
}

/** Where a daemon keeps its files, unless it is told otherwise: `$AIRFLOW_HOME/airflow-<name>.{pid,out,err,log}`. */
export function serviceFiles(config: Config, name: string, options: ServiceOptions): ServiceFiles {
  const file = (ending: string): string => join(config.home, `airflow-${name}.${ending}`)
  return {
    pid: options.pid ?? file('pid'),
    out: options.stdout ?? file('out'),
    err: options.stderr ?? file('err'),
    log: options.logFile ?? file('log'),
  }
}
