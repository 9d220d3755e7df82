import {
  anyText,
  type Field,
  flag,
  integer,
  listOf,
  objectOf,
  oneOf,
  optional,
  port,
  recordOf,
  text,
} from '../../../stacks/provider/frame/fields.ts'
import { labelArguments, labels } from './labels.ts'

/** The inputs of a container that the stand-in has. */
export interface ContainerInputs {
  readonly name: string
  readonly image: string
  readonly hostname?: string
  readonly user?: string
  readonly command?: readonly string[]
  readonly entrypoints?: readonly string[]
  readonly envs?: readonly string[]
  readonly restart?: string
  readonly maxRetryCount?: number
  readonly ports?: readonly { internal: number; external?: number; ip?: string; protocol?: string }[]
  readonly volumes?: readonly { containerPath?: string; hostPath?: string; volumeName?: string; readOnly?: boolean }[]
  readonly networkMode?: string
  readonly networksAdvanced?: readonly NetworkMembership[]
  readonly tmpfs?: Readonly<Record<string, string>>
  readonly init?: boolean
  readonly capabilities?: { readonly adds?: readonly string[]; readonly drops?: readonly string[] }
  readonly uploads?: readonly Upload[]
  readonly hosts?: readonly { host: string; ip: string }[]
  readonly healthcheck?: Healthcheck
  readonly logDriver?: string
  readonly logOpts?: Readonly<Record<string, string>>
  readonly ulimits?: readonly { name: string; soft: number; hard: number }[]
  readonly memory?: number
  readonly memorySwap?: number
  readonly shmSize?: number
  readonly stopTimeout?: number
  readonly stopSignal?: string
  readonly start?: boolean
  readonly mustRun?: boolean
  readonly wait?: boolean
  readonly waitTimeout?: number
  readonly destroyGraceSeconds?: number
  readonly removeVolumes?: boolean
}

export interface NetworkMembership {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly ipv4Address?: string
}

/** A file that is put into the container before it starts. */
export interface Upload {
  readonly file: string
  readonly content: string
  /** Octal, 0644 unless given. */
  readonly permissions?: string
}

interface Healthcheck {
  readonly tests: readonly string[]
  readonly interval?: string
  readonly timeout?: string
  readonly startPeriod?: string
  readonly retries?: number
}

const count = integer(0, Number.MAX_SAFE_INTEGER)
const texts = optional(listOf(anyText))

export const containerFields: Readonly<Record<keyof ContainerInputs | 'labels', Field>> = {
  name: text,
  image: text,
  hostname: optional(text),
  user: optional(text),
  command: texts,
  entrypoints: texts,
  envs: texts,
  restart: optional(oneOf('no', 'on-failure', 'always', 'unless-stopped')),
  maxRetryCount: optional(count),
  ports: optional(
    listOf(
      objectOf({
        internal: port,
        external: optional(port),
        ip: optional(text),
        protocol: optional(oneOf('tcp', 'udp')),
      }),
    ),
  ),
  volumes: optional(
    listOf(
      objectOf({
        containerPath: optional(text),
        hostPath: optional(text),
        volumeName: optional(text),
        readOnly: optional(flag),
      }),
    ),
  ),
  networkMode: optional(text),
  networksAdvanced: optional(listOf(objectOf({ name: text, aliases: texts, ipv4Address: optional(text) }))),
  tmpfs: optional(recordOf(anyText)),
  init: optional(flag),
  capabilities: optional(objectOf({ adds: texts, drops: texts })),
  uploads: optional(listOf(objectOf({ file: text, content: anyText, permissions: optional(text) }))),
  hosts: optional(listOf(objectOf({ host: text, ip: text }))),
  healthcheck: optional(
    objectOf({
      tests: listOf(anyText),
      interval: optional(text),
      timeout: optional(text),
      startPeriod: optional(text),
      retries: optional(count),
    }),
  ),
  logDriver: optional(text),
  logOpts: optional(recordOf(anyText)),
  ulimits: optional(listOf(objectOf({ name: text, soft: count, hard: count }))),
  memory: optional(count),
  memorySwap: optional(integer(-1, Number.MAX_SAFE_INTEGER)),
  shmSize: optional(count),
  stopTimeout: optional(count),
  stopSignal: optional(text),
  start: optional(flag),
  mustRun: optional(flag),
  wait: optional(flag),
  waitTimeout: optional(count),
  destroyGraceSeconds: optional(count),
  removeVolumes: optional(flag),
  labels,
}

/** What `docker create` is told: sizes are in megabytes, as in the official schema. */
export function createArguments(inputs: ContainerInputs): string[] {
  const { entrypoints = [], command = [], envs = [], logOpts = {}, hosts = [], ulimits = [], tmpfs = {} } = inputs
  return [
    ...['create', '--name', inputs.name],
    ...option('--hostname', inputs.hostname),
    ...option('--user', inputs.user),
    ...option('--entrypoint', entrypoints[0]),
    ...option('--restart', restartPolicy(inputs)),
    ...option('--memory', megabytes(inputs.memory)),
    ...option('--memory-swap', megabytes(inputs.memorySwap)),
    ...option('--shm-size', megabytes(inputs.shmSize)),
    ...option('--stop-timeout', inputs.stopTimeout),
    ...option('--stop-signal', inputs.stopSignal),
    ...option('--log-driver', inputs.logDriver),
    ...(inputs.init === true ? ['--init'] : []),
    ...(inputs.capabilities?.adds ?? []).flatMap(name => ['--cap-add', name]),
    ...(inputs.capabilities?.drops ?? []).flatMap(name => ['--cap-drop', name]),
    ...networkArguments(inputs),
    ...Object.entries(tmpfs).flatMap(([path, options]) => ['--tmpfs', options === '' ? path : `${path}:${options}`]),
    ...envs.flatMap(env => ['--env', env]),
    ...Object.entries(logOpts).flatMap(([key, value]) => ['--log-opt', `${key}=${value}`]),
    ...hosts.flatMap(({ host, ip }) => ['--add-host', `${host}:${ip}`]),
    ...ulimits.flatMap(({ name, soft, hard }) => ['--ulimit', `${name}=${soft}:${hard}`]),
    ...(inputs.ports ?? []).flatMap(publication),
    ...(inputs.volumes ?? []).flatMap(mount),
    ...healthArguments(inputs.healthcheck),
    ...labelArguments({ ...inputs }),
    inputs.image,
    ...entrypoints.slice(1),
    ...command,
  ]
}

export function restartPolicy({ restart, maxRetryCount }: ContainerInputs): string | undefined {
  return restart === 'on-failure' && maxRetryCount !== undefined ? `on-failure:${maxRetryCount}` : restart
}

const option = (flagName: string, value: string | number | undefined): string[] =>
  value === undefined ? [] : [flagName, `${value}`]

const megabytes = (size: number | undefined): string | undefined => {
  if (size === undefined) return undefined
  return size < 0 ? `${size}` : `${size}m`
}

function networkArguments({ networkMode, networksAdvanced: [first] = [] }: ContainerInputs): string[] {
  return [
    ...option('--network', networkMode ?? first?.name),
    ...option('--ip', first?.ipv4Address),
    ...(first?.aliases ?? []).flatMap(alias => ['--network-alias', alias]),
  ]
}

function publication({ internal, external, ip, protocol = 'tcp' }: NonNullable<ContainerInputs['ports']>[number]) {
  const outside = [ip, external ?? (ip === undefined ? undefined : '')].filter(part => part !== undefined)
  return ['--publish', [...outside, `${internal}/${protocol}`].join(':')]
}

function mount(volume: NonNullable<ContainerInputs['volumes']>[number]) {
  const source = volume.hostPath ?? volume.volumeName
  const ending = volume.readOnly === true ? ':ro' : ''
  const places = source === undefined ? [volume.containerPath] : [source, volume.containerPath]
  return ['--volume', `${places.join(':')}${ending}`]
}

function healthArguments(healthcheck: Healthcheck | undefined): string[] {
  if (healthcheck === undefined) return []
  const [kind, ...words] = healthcheck.tests
  if (kind === 'NONE') return ['--no-healthcheck']
  // The client knows commands for a shell only.
  const command = kind === 'CMD-SHELL' ? words.join(' ') : words.map(quoted).join(' ')
  return [
    ...['--health-cmd', command],
    ...option('--health-interval', healthcheck.interval),
    ...option('--health-timeout', healthcheck.timeout),
    ...option('--health-start-period', healthcheck.startPeriod),
    ...option('--health-retries', healthcheck.retries),
  ]
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`
