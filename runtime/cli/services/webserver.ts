import { Option } from 'commander'
import { runWebserver } from '../../api/run-webserver.ts'
import type { Command } from '../frame/command.ts'
import { wholeNumber } from '../frame/options.ts'
import { readVersion } from '../system/version.ts'
import { runService } from './run-service.ts'
import { type ServiceOptions, serviceOptions } from './service-options.ts'

interface Options extends ServiceOptions {
  readonly port?: number
  readonly hostname?: string
}

/** `airflow webserver`: the REST API and the web app, in one process. */
export const command: Command<Options> = {
  options: [
    new Option('-p, --port <port>', 'The port on which to run the server').argParser(wholeNumber),
    new Option('-H, --hostname <hostname>', 'Set the hostname on which to run the web server'),
    ...serviceOptions(),
    ...withoutEffect(),
  ],
  audit: 'webserver',
  run: call =>
    runService(call, {
      name: 'webserver',
      isSingle: true,
      run: parts =>
        runWebserver({
          ...parts,
          host: call.options.hostname ?? parts.config.string('webserver', 'web_server_host'),
          port: call.options.port ?? parts.config.integer('webserver', 'web_server_port'),
          version: readVersion(),
        }),
    }),
}

/** What gunicorn needed; scripts still say it. */
function withoutEffect(): Option[] {
  return [
    '-w, --workers <count>',
    '-k, --workerclass <class>',
    '-t, --worker-timeout <seconds>',
    '-A, --access-logfile <file>',
    '-E, --error-logfile <file>',
    '-L, --access-logformat <format>',
    '-d, --debug',
  ].map(flags => new Option(flags, 'Without effect').hideHelp())
}
