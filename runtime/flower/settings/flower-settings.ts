import type { Config } from '../../config/config.ts'
import { FlowerOptionInvalid } from '../errors.ts'
import { basicUsersOf } from './basic-users.ts'
import { readFlowerConf } from './flower-conf.ts'
import { flowerVariables } from './flower-variables.ts'
import { urlPrefixOf } from './url-prefix.ts'

/** What the command line may say. */
export interface FlowerFlags {
  readonly port?: number
  readonly hostname?: string
  readonly urlPrefix?: string
  readonly basicAuth?: string
  readonly brokerApi?: string
  readonly flowerConf?: string
}

export interface FlowerSettings {
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** Empty, or `/flower`. */
  readonly urlPrefix: string
  /** Passwords by user; when there are none, everybody may read. */
  readonly basicUsers: ReadonlyMap<string, string>
  /** RabbitMQ's management API; null when it is not to be asked. */
  readonly brokerApi: URL | null
  readonly maxTasks: number
  readonly maxWorkers: number
  readonly inspectTimeoutMs: number
  readonly purgeOfflineMs: number
  /** Whether nobody may act, whoever it is. */
  readonly isReadOnly: boolean
}

/** The command line counts more than [celery], that more than the file, and the file more than variables. @throws FlowerOptionInvalid, FlowerConfUnreadable */
export function flowerSettings(config: Config, flags: FlowerFlags, env: NodeJS.ProcessEnv = {}): FlowerSettings {
  const file = flags.flowerConf === undefined ? {} : readFlowerConf(flags.flowerConf)
  const conf = { ...flowerVariables(env), ...file }
  const option = (key: 'flower_url_prefix' | 'flower_basic_auth'): string | undefined =>
    config.optional('celery', key) ?? undefined
  return {
    host: flags.hostname ?? config.string('celery', 'flower_host'),
    port: flags.port ?? config.integer('celery', 'flower_port'),
    urlPrefix: urlPrefixOf(flags.urlPrefix ?? option('flower_url_prefix') ?? conf.url_prefix ?? ''),
    basicUsers: basicUsersOf(flags.basicAuth ?? option('flower_basic_auth') ?? conf.basic_auth ?? ''),
    brokerApi: brokerApiOf(flags.brokerApi ?? conf.broker_api ?? ''),
    maxTasks: conf.max_tasks ?? 10_000,
    maxWorkers: conf.max_workers ?? 5_000,
    inspectTimeoutMs: conf.inspect_timeout ?? 1_000,
    isReadOnly: conf.read_only ?? false,
    purgeOfflineMs: (conf.purge_offline_workers ?? DAY_SECONDS) * 1000,
  }
}

const DAY_SECONDS = 86_400

function brokerApiOf(text: string): URL | null {
  if (text.trim() === '') return null
  const url = URL.parse(text.trim())
  if (url !== null && /^https?:$/.test(url.protocol)) return new URL(url.pathname.replace(/\/*$/, '/'), url)
  throw new FlowerOptionInvalid('broker_api', 'a URL such as http://user:password@localhost:15672/api/')
}
