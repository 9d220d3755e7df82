import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Option } from 'commander'
import type { Config } from '../../config/config.ts'
import type { Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { openConfig } from '../frame/open.ts'
import { runningPid } from './pid-file.ts'
import { serviceFiles } from './service-options.ts'

/** `airflow celery stop`: asks the worker of this home to finish what it runs and end. */
export const command: Command<{ readonly pid?: string }> = {
  options: [new Option('--pid <file>', 'PID file location')],
  run: async call => {
    process.kill(workerOf(openConfig(call), call.options.pid), 'SIGTERM')
    return 0
  },
}

/** The worker of the PID file, or of the usual one, or the only one that runs. @throws CommandFailed */
function workerOf(config: Config, path: string | undefined): number {
  const usual = path ?? serviceFiles(config, 'worker', {}).pid
  const found = runningPid(usual, 'worker')
  if (found !== null) return found
  const others = path === undefined ? workersOf(config) : []
  if (others.length === 1) return (others[0] as Running).pid
  if (others.length === 0)
    throw new CommandFailed(`No worker runs by its PID file ${usual}. Name another one with --pid`)
  const list = others.map(other => `${other.path} (PID ${other.pid})`).join(', ')
  throw new CommandFailed(`Several workers run here: ${list}. Name one of the PID files with --pid`)
}

interface Running {
  readonly path: string
  readonly pid: number
}

/** Those that found the usual PID file taken. */
function workersOf({ home }: Config): Running[] {
  return readdirSync(home)
    .filter(name => /^airflow-worker-.+\.pid$/.test(name))
    .map(name => ({ path: join(home, name), pid: runningPid(join(home, name), 'worker') }))
    .filter((one): one is Running => one.pid !== null)
}
