import { Option } from 'commander'
import { runFlower } from '../../flower/run-flower.ts'
import { type FlowerFlags, flowerSettings } from '../../flower/settings/flower-settings.ts'
import { systemClock } from '../../service/clock.ts'
import type { Call, Command } from '../frame/command.ts'
import { wholeNumber } from '../frame/options.ts'
import { readVersion } from '../system/version.ts'
import { runService } from './run-service.ts'
import { type ServiceOptions, serviceOptions } from './service-options.ts'

/** `airflow celery flower`: what the workers of the cluster do, as pages and as an API. */
export const command: Command<ServiceOptions & FlowerFlags> = {
  options: [
    new Option('-p, --port <port>', 'The port on which to run the server').argParser(wholeNumber),
    new Option('-H, --hostname <hostname>', 'Set the hostname on which to run the server'),
    new Option('-u, --url-prefix <path>', 'URL prefix for flower'),
    new Option('-A, --basic-auth <users>', 'Those who may use flower, as user:password, parted by commas'),
    new Option('-a, --broker-api <url>', "RabbitMQ's management API, as http://user:password@host:15672/api/"),
    new Option('-c, --flower-conf <file>', 'Configuration file for flower'),
    ...serviceOptions(),
  ],
  audit: 'flower',
  run: call =>
    runService(withoutSecrets(call), {
      name: 'flower',
      isSingle: true,
      run: parts => {
        const settings = flowerSettings(parts.config, call.options, process.env)
        return runFlower({ ...parts, clock: systemClock, version: readVersion(), settings })
      },
    }),
}

/** The audit log of who called what must not keep passwords; a daemon still has to be told them. */
function withoutSecrets<O extends ServiceOptions>(call: Call<O>): Call<O> {
  if (call.options.daemon === true) return call
  return { ...call, argv: call.argv.map((word, index) => masked(word, call.argv[index - 1] ?? '')) }
}

const SECRET_FLAG = /^(-A|-a|-ba|--basic[-_]auth|--broker[-_]api)$/

function masked(word: string, before: string): string {
  if (SECRET_FLAG.test(before)) return '********'
  const [flag = '', ...value] = word.split('=')
  return value.length > 0 && SECRET_FLAG.test(flag) ? `${flag}=********` : word
}
