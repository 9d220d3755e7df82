import { createHash } from 'node:crypto'
import { runtime, secret } from '@pulumi/pulumi'
import { getMonitor } from '@pulumi/pulumi/runtime/settings.js'
import { AirflowCluster, type AirflowClusterArgs } from '../../../stacks/components/cluster.ts'
import { RELEASE_CACHE } from '../release/unpacked-release.ts'

/** A resource as the program registered it with the engine. */
export interface Registered {
  readonly type: string
  readonly name: string
  /** Secrets in them are `{ [SECRET]: …, value }`. */
  readonly inputs: Readonly<Record<string, unknown>>
  readonly parent: string
  /** Names of resources that it waits for, those whose outputs are among its inputs included. */
  readonly dependencies: readonly string[]
  /** Outputs that the engine is to take for secret. */
  readonly secretOutputs: readonly string[]
}

export type RegisteredCluster = ReadonlyMap<string, Registered>

/** How Pulumi marks a secret on its way to the engine. */
const SECRET = '4dabf18193072939515e22adb298388d'

/** What a cluster is made of, in the order of registration: Pulumi's mocks take the place of engine and hosts. */
export async function registeredCluster(args: AirflowClusterArgs): Promise<RegisteredCluster> {
  const registered = new Map<string, Registered>()
  await runtime.setMocks({ call: ({ inputs }) => preflightOf(inputs), newResource }, 'slipstream', 'test')
  recordTo(registered)
  const cacheBefore = process.env['XDG_CACHE_HOME']
  process.env['XDG_CACHE_HOME'] = RELEASE_CACHE
  try {
    const { canary } = new AirflowCluster('test', args)
    await new Promise(resolve => canary.apply(resolve))
    await runtime.disconnect()
  } finally {
    if (cacheBefore === undefined) delete process.env['XDG_CACHE_HOME']
    else process.env['XDG_CACHE_HOME'] = cacheBefore
  }
  return registered
}

/** The value without its mark, where it is a secret; undefined where it is none. */
export const secretIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && SECRET in value
    ? (value as unknown as { value: unknown }).value
    : undefined

/** All that is not below the mark of a secret, as one text. */
export const plainText = (inputs: unknown): string =>
  JSON.stringify(inputs, (_, value: unknown) => (secretIn(value) === undefined ? value : '(secret)'))

/** Whether one resource waits for another, through whichever are between them. */
export function waitsFor(cluster: RegisteredCluster, name: string, other: string): boolean {
  const { dependencies } = cluster.get(name) as Registered
  return dependencies.includes(other) || dependencies.some(between => waitsFor(cluster, between, other))
}

interface Request {
  getType(): string
  getName(): string
  getParent(): string
  getObject(): { toJavaScript(): Record<string, unknown> }
  getDependenciesList(): string[]
  getAdditionalsecretoutputsList(): string[]
}

interface MockMonitor {
  registerResource: (request: Request, ...rest: unknown[]) => unknown
  registerResourceHook: (request: unknown, answer: (error: null) => void) => void
}

/** The mocks are told neither the dependencies nor what is secret: the requests say it. */
function recordTo(registered: Map<string, Registered>): void {
  const monitor = getMonitor() as unknown as MockMonitor
  // Pulumi's mocks say that they have hooks, and do not take them: a resource with one would wait for ever.
  monitor.registerResourceHook = (_request, answer) => answer(null)
  const original = monitor.registerResource.bind(monitor)
  monitor.registerResource = (request, ...rest) => {
    registered.set(request.getName(), {
      type: request.getType(),
      name: request.getName(),
      inputs: request.getObject().toJavaScript(),
      parent: nameOf(request.getParent()),
      dependencies: request.getDependenciesList().map(nameOf),
      secretOutputs: request.getAdditionalsecretoutputsList(),
    })
    return original(request, ...rest)
  }
}

const nameOf = (urn: string): string => urn.split('::').at(-1) ?? ''

const preflightOf = ({ hosts }: { readonly hosts: readonly { readonly name: string }[] }) => ({
  hosts: hosts.map(({ name }) => ({ name, arch: process.arch === 'arm64' ? 'arm64' : 'x64' })),
})

/** Outputs that plugins and engine would give, different for different inputs. */
function newResource({ type, name, inputs }: runtime.MockResourceArgs) {
  const sha256 = createHash('sha256').update(JSON.stringify(inputs)).digest('hex')
  const computed: Readonly<Record<string, object>> = {
    'host:index:GeneratedSecret': { value: secret(`generated ${name}`) },
    'host:index:SshKeyPair': { privateKey: secret(`private ${name}`), publicKey: `public ${name}` },
    'host:index:RemoteFile': { sha256 },
    'host:index:LinuxUser': { uid: 1000, gid: 1000, homeFolder: '/home/ubuntu' },
    'host:index:Release': { releaseId: inputs.sha256, path: `${inputs.folder}/1`, current: `${inputs.folder}/current` },
    'host:index:MysqlReady': { version: '9.7.0', serverUuid: 'uuid' },
    'host:index:RabbitmqReady': { version: '4.3.0', node: 'rabbit@broker' },
    'host:index:CanaryRun': { runId: 'run', state: 'success', tasks: {} },
    'host:index:DockerImage': { imageId: `sha256:${sha256}` },
    'docker:index/remoteImage:RemoteImage': { imageId: `sha256:${sha256}` },
  }
  return { id: `id of ${name}`, state: { ...inputs, ...computed[type] } }
}
