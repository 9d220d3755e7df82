import { createHash } from 'node:crypto'
import type { Config } from './config.ts'
import { type NamedOption, namedOptions, type Section } from './options/table.ts'

/** The configuration in a form that other hosts may see: hashes instead of values. */
export interface ConfigFingerprint {
  readonly hash: string
  /** By `section.key`, for each option that is set to something else than its default. */
  readonly options: Readonly<Record<string, string>>
}

/**
 * What two hosts of a cluster must have in common. Options that are a host's own (ports, folders, sizes) do not count,
 * nor do passwords and URLs that hold some: hosts may reach one server under different addresses.
 */
export function configFingerprint(config: Config): ConfigFingerprint {
  const options = Object.fromEntries(
    namedOptions
      .filter(isShared)
      .map(named => [nameOf(named), hashOf(config, named)] as const)
      .filter((entry): entry is readonly [string, string] => entry[1] !== null),
  )
  return { hash: sha256(JSON.stringify(options)), options }
}

/** A matter of one host: where it listens, where it writes, how much it does. */
const PER_HOST: ReadonlySet<string> = new Set([
  ...named('core', 'hostname_callable daemon_umask'),
  ...named('database', 'sql_alchemy_pool_size sql_alchemy_max_overflow sql_alchemy_pool_recycle'),
  ...named('logging', 'base_log_folder logging_level celery_logging_level colored_console_log'),
  ...named('logging', 'dag_processor_manager_log_location dag_processor_manager_log_stdout dag_processor_log_target'),
  ...named('metrics', 'statsd_host statsd_port statsd_datadog_tags'),
  ...named('smtp', 'smtp_host smtp_port'),
  ...named('webserver', 'web_server_host web_server_port web_server_ssl_cert web_server_ssl_key'),
  ...named('webserver', 'base_url access_logfile error_logfile'),
  ...named('celery', 'worker_concurrency worker_autoscale flower_host flower_port ssl_key ssl_cert ssl_cacert'),
  ...named('scheduler', 'scheduler_health_check_server_host scheduler_health_check_server_port'),
  ...named('scheduler', 'child_process_log_directory parsing_processes'),
  ...named('slipstream', 'parser_recycle_after parse_poll_seconds warm_runners runner_idle_seconds flower_url'),
])

function named(section: Section, keys: string): string[] {
  return keys.split(' ').map(key => `${section}.${key}`)
}

/** Both are made with a new airflow.cfg, so that a host that was set up by itself has others. */
const SHARED_SECRETS: ReadonlySet<string> = new Set(['core.fernet_key', 'webserver.secret_key'])

const nameOf = ({ section, key }: NamedOption): string => `${section}.${key}`

const isShared = (option: NamedOption): boolean =>
  !PER_HOST.has(nameOf(option)) && (option.option.isSensitive !== true || SHARED_SECRETS.has(nameOf(option)))

/** Null for a default. The path of the dags folder counts as it is: messages name DAG files by it. */
function hashOf(config: Config, { section, key, option }: NamedOption): string | null {
  const value = config.string(section, key as never)
  if (section === 'core' && key === 'dags_folder') return sha256(value).slice(0, DIGITS)
  if (value === option.default.replaceAll('{AIRFLOW_HOME}', config.home)) return null
  return sha256(value.replaceAll(config.home, '{AIRFLOW_HOME}')).slice(0, option.isSensitive ? SECRET_DIGITS : DIGITS)
}

const DIGITS = 12

/** Enough to see that two secrets differ, and too little to find one by trying. */
const SECRET_DIGITS = 4

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
