import { brokerApiPort, type HostConfig, inUrl, type StackConfig } from '../config/stack-config.ts'

/** In the order in which they start. */
const PROGRAM_ROLES = ['scheduler', 'webserver', 'flower', 'worker'] as const

export type ProgramRole = (typeof PROGRAM_ROLES)[number]

/** One supervisor program of a host. */
export interface NodeProgram {
  readonly role: ProgramRole
  /** As supervisor calls it. */
  readonly name: string
  readonly stopwaitsecs: number
  /** The file in supervisor's conf.d. */
  readonly conf: string
}

/** What the template of a program asks for. */
export interface ProgramView extends Pick<StackConfig, 'stackName' | 'airflow'> {
  readonly program: string
  readonly command: string
  /** As `NAME="value",…` */
  readonly environment: string
  readonly startsecs: string
  readonly stopwaitsecs: string
}

export const programRoles = ({ roles }: HostConfig): ProgramRole[] => PROGRAM_ROLES.filter(role => roles.includes(role))

export function programView(config: StackConfig, host: HostConfig, role: ProgramRole): ProgramView {
  const { stackName, airflow } = config
  return {
    stackName,
    airflow,
    program: programName(role),
    command: ['/usr/local/bin/airflow', role, ...(role === 'worker' ? workerArguments(host) : [])].join(' '),
    environment: environmentText({
      ...environmentOf(config, host),
      ...(role === 'flower' ? brokerApi(config) : {}),
    }),
    startsecs: '5',
    stopwaitsecs: String(role === 'worker' ? airflow.longestTaskSeconds + SETTLE_SECONDS : SETTLE_SECONDS),
  }
}

export const programName = (role: ProgramRole): string => `airflow_${role}`

/** To write down how tasks ended, and to say goodbye to database and broker. */
const SETTLE_SECONDS = 60

function workerArguments({ name, queues, concurrency }: HostConfig): string[] {
  const slots = concurrency === undefined ? [] : ['-c', String(concurrency)]
  return ['-q', queues.join(','), ...slots, '-cn', name]
}

/** Supervisor gives a program neither a home nor a locale of its user. */
function environmentOf({ airflow, locale }: StackConfig, { address }: HostConfig): Readonly<Record<string, string>> {
  return {
    AIRFLOW_HOME: airflow.home,
    HOME: airflow.userHome,
    USER: airflow.user,
    LANG: locale,
    LC_ALL: locale,
    PYTHONIOENCODING: 'utf-8',
    SLIPSTREAM_HOSTNAME: address,
  }
}

/**
 * RabbitMQ's management API, which tells flower's broker page what AMQP does not. It holds no password: flower asks as the
 * broker's user. A server of one's own is only known to let that user ask where the deployment has made it.
 */
function brokerApi({ broker }: StackConfig): Readonly<Record<string, string>> {
  const { place, address } = broker
  if (place.kind === 'external' && place.admin === undefined) return {}
  return { FLOWER_BROKER_API: `http://${inUrl(address)}:${brokerApiPort(broker)}/api/` }
}

/** None of the values has a quote, which the checks of a stack's configuration see to. */
const environmentText = (environment: Readonly<Record<string, string>>): string =>
  Object.entries(environment)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')
