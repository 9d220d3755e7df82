import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as docker from '@pulumi/docker'
import type { ComponentResourceOptions, Output } from '@pulumi/pulumi'
import { ComponentResource } from '@pulumi/pulumi'
import { CHECKOUT } from '../checkout.ts'
import type { LocalHostsSettings, Role } from '../config/settings.ts'
import type { HostConfig, StackConfig } from '../config/stack-config.ts'
import type { Args } from '../provider/sdk/host-resource.ts'
import { SshKeyPair } from '../provider/sdk/ssh-key-pair.ts'
import type { HostAccess } from '../provider/types/host-access.ts'

export interface LocalHostsArgs {
  readonly config: StackConfig
  readonly settings: LocalHostsSettings
}

/**
 * Hosts that are containers on this machine: sshd, sudo and nothing else that a deployment brings, from an image that is
 * built here. They need no privileges to run containers: MySQL and RabbitMQ run beside them and not in them.
 */
export class LocalHosts extends ComponentResource {
  /** Name of their Docker network. */
  readonly network: Output<string>
  /** By the names of hosts. */
  readonly accesses: ReadonlyMap<string, Args<HostAccess>>
  readonly #name: string
  readonly #config: StackConfig

  constructor(name: string, { config, settings }: LocalHostsArgs, options?: ComponentResourceOptions) {
    super('slipstream:index:LocalHosts', name, {}, options)
    this.#name = name
    this.#config = config
    const parent = { parent: this }
    const { subnet } = settings
    this.network = new docker.Network(`${name}-network`, { name, ipamConfigs: [{ subnet }] }, parent).name
    const parts = { image: this.#image(settings), login: new SshKeyPair(`${name}-login`, { comment: name }, parent) }
    this.accesses = new Map(config.hosts.map(host => [host.name, this.#host(host, parts)]))
    this.registerOutputs({ network: this.network })
  }

  #image({ baseImage }: LocalHostsSettings): Output<string> {
    const buildArgs = { BASE: baseImage, LOGIN: this.#config.airflow.user, LOGIN_HOME: this.#config.airflow.userHome }
    const tag = hashOf(IMAGE_FOLDER, Object.values(buildArgs))
    const image = { name: `${this.#name}:${tag}`, build: { context: IMAGE_FOLDER, buildArgs }, triggers: { tag } }
    return new docker.RemoteImage(`${this.#name}-image`, image, { parent: this }).imageId
  }

  /** The stack makes its key, so that it is known before anybody connects. */
  #host(host: HostConfig, { image, login }: HostParts): Args<HostAccess> {
    const name = `${this.#name}-${host.name}`
    const own = new SshKeyPair(`${name}-key`, { comment: host.name }, { parent: this })
    const container = {
      ...this.#fixedFacts(host),
      name,
      image,
      networksAdvanced: [{ name: this.network, ipv4Address: host.address }],
      uploads: [
        { file: `${this.#config.airflow.userHome}/.ssh/authorized_keys`, content: login.publicKey },
        { file: '/etc/ssh/ssh_host_ed25519_key', content: own.privateKey, permissions: '0600' },
      ],
    }
    const made = new docker.Container(name, container, { parent: this, deleteBeforeReplace: true })
    const { address, port, user } = host.ssh
    // What is made on a host goes and comes with its container, which its address is therefore an output of.
    const where = { name: host.name, address: made.id.apply(() => address), port, user }
    return { ...where, privateKey: login.privateKey, hostKey: own.publicKey }
  }

  #fixedFacts(host: HostConfig) {
    const ports = [{ external: host.ssh.port, internal: 22 }, ...pagePorts(host, this.#config)]
    return {
      hostname: host.name,
      init: true,
      restart: 'unless-stopped',
      // Preflight looks at whose a port is, which root may not in a container without this.
      capabilities: { adds: ['CAP_SYS_PTRACE'] },
      // What is in memory only on a real host, so that no process ids or sockets are left behind.
      tmpfs: { '/run': 'exec,mode=755' },
      ports: ports.map(port => ({ ...port, ip: '127.0.0.1' })),
      destroyGraceSeconds: 10,
    }
  }
}

/** Where people open the pages of a host: of each kind, those of the first host that has it. */
function pagePorts(host: HostConfig, { hosts, airflow }: StackConfig): { external: number; internal: number }[] {
  const isFirst = (role: Role): boolean => hosts.find(({ roles }) => roles.includes(role)) === host
  const ports = [
    ...(isFirst('webserver') ? [airflow.webserverPort] : []),
    ...(isFirst('flower') ? [airflow.flowerPort] : []),
  ]
  return ports.map(port => ({ external: port, internal: port }))
}

interface HostParts {
  readonly image: Output<string>
  readonly login: SshKeyPair
}

const IMAGE_FOLDER = join(CHECKOUT, 'stacks/local-host')

/** Changes with what an image is made of. */
function hashOf(folder: string, more: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(more))
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)))
  return hash.digest('hex').slice(0, 12)
}
