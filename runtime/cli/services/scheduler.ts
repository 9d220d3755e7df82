import { Option } from 'commander'
import { runScheduler } from '../../scheduler/run-scheduler.ts'
import type { Command } from '../frame/command.ts'
import { type SubdirOptions, subdirOption } from '../frame/options.ts'
import { runService } from './run-service.ts'
import { type ServiceOptions, serviceOptions } from './service-options.ts'

/** `airflow scheduler`: scheduling, tasks of the LocalExecutor, and reading DAG files. It guards its home by itself. */
export const command: Command<ServiceOptions & SubdirOptions> = {
  options: [
    subdirOption(),
    ...serviceOptions(),
    new Option('-p, --do-pickle', 'Workers have the DAG files').hideHelp(),
    new Option('-s, --skip-serve-logs', 'The webserver reads the logs').hideHelp(),
  ],
  audit: 'scheduler',
  run: call => runService(call, { name: 'scheduler', isSingle: false, run: runScheduler }),
}
