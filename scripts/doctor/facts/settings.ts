import { type ConfigFile, fileValue, parseConfig } from '../../../runtime/config/config-parser.ts'
import { interpolated } from '../../../runtime/config/resolve/interpolation.ts'
import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import { type Command, script } from '../../../stacks/provider/shell.ts'
import { DoctorError } from '../errors.ts'
import type { Patient } from '../patient.ts'
import { ENVIRONMENTS, environmentsIn } from './programs.ts'

/** What programs on a host use, of that which the questions need. Null where it is not set. */
export interface Settings {
  readonly sqlAlchemyConn: string | null
  readonly brokerUrl: string | null
  /** Files on the host, which matter where TLS is on whatever the URL says, or by it. */
  readonly brokerTls: BrokerTls
  readonly secretKey: string | null
  readonly baseLogFolder: string
  readonly workerLogPort: number
}

export interface BrokerTls {
  readonly isActive: boolean
  readonly sslKey: string | null
  readonly sslCert: string | null
  readonly sslCacert: string | null
}

/** As the programs read it: variables of their environment go before airflow.cfg. @throws DoctorError */
export async function readSettings(patient: Patient, stack: StackConfig): Promise<Settings> {
  const path = cfgPath(stack)
  const { cfg, environments } = await patient.look({ cfg: catCfg(stack), environments: ENVIRONMENTS })
  if (cfg.status !== 0) throw new DoctorError(`${path} cannot be read: ${cfg.output}`)
  const variables = Object.assign({}, ...environmentsIn(environments).map(({ environment }) => environment))
  return settingsOf(parseConfig(cfg.output, path), variables, stack)
}

export const cfgPath = ({ airflow }: StackConfig): string => `${airflow.home}/airflow.cfg`

const catCfg = (stack: StackConfig): Command => script('cat "$1"', cfgPath(stack))

export function settingsOf(
  file: ConfigFile,
  variables: Readonly<Record<string, string>>,
  { airflow }: StackConfig,
): Settings {
  const read = (...names: readonly string[]): string | null => {
    for (const name of names) {
      const [section = '', key = ''] = name.split('.')
      const text = variables[`AIRFLOW__${section}__${key}`.toUpperCase()]
      if (text !== undefined) return text
      const found = fileValue(file, section, key)
      if (found !== undefined) return interpolated(file, section, found.text)
    }
    return null
  }
  return {
    sqlAlchemyConn: read('database.sql_alchemy_conn', 'core.sql_alchemy_conn'),
    brokerUrl: read('celery.broker_url'),
    brokerTls: {
      isActive: /^(t|true|1)$/i.test(read('celery.ssl_active') ?? ''),
      sslKey: read('celery.ssl_key'),
      sslCert: read('celery.ssl_cert'),
      sslCacert: read('celery.ssl_cacert'),
    },
    secretKey: read('webserver.secret_key'),
    baseLogFolder: read('logging.base_log_folder', 'core.base_log_folder') ?? `${airflow.home}/logs`,
    workerLogPort: Number(
      read('logging.worker_log_server_port', 'celery.worker_log_server_port') ?? airflow.workerLogPort,
    ),
  }
}
