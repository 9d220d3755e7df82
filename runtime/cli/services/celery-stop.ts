import { Option } from 'commander'
import type { Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { openConfig } from '../frame/open.ts'
import { runningPid } from './pid-file.ts'
import { serviceFiles } from './service-options.ts'

/** `airflow celery stop`: asks the worker of this home to finish what it runs and end. */
export const command: Command<{ readonly pid?: string }> = {
  options: [new Option('--pid <file>', 'PID file location')],
  run: async call => {
    const { pid: path } = serviceFiles(openConfig(call), 'worker', call.options)
    const pid = runningPid(path, 'worker')
    if (pid === null) throw new CommandFailed(`No worker runs by its PID file ${path}. Name another one with --pid`)
    process.kill(pid, 'SIGTERM')
    return 0
  },
}
