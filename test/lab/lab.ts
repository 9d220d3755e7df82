import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandOptions, RunningCommand } from './command.ts'
import { type Control, introduceHosts, makeControl, runOnControl } from './control.ts'
import { lockFile } from './debian/file-lock.ts'
import { whyNoRoots } from './debian/root-file-system.ts'
import { ask, docker, isEngineUp, startEngine, stopEngine } from './engine.ts'
import { giveImages } from './engine-images.ts'
import { LabHost, removeHost } from './host.ts'
import { type HostContainer, networkOf } from './host-container.ts'
import { BARE_HOST, buildImages, makeArchives, READY_HOST, SERVER_IMAGES, type Tell } from './images.ts'
import { fenceOff, makeNamespace, removeFences, removeNamespace } from './namespace.ts'
import { type Place, placeOf } from './place.ts'

export interface LabOptions {
  /** Labs of different names are apart; of one name there is one at a time. Default: $SLIPSTREAM_LAB, else `test`. */
  readonly name?: string
  /** How many, at 192.168.0.10 and up, or their addresses. Those of one /24 see each other. Default 2. */
  readonly hosts?: number | readonly string[]
  /** `bare`: sshd and sudo, packages to be installed from sources of its own; `ready`: those are installed. */
  readonly kind?: 'bare' | 'ready'
  /** Names of the hosts whose engines have the images of MySQL and RabbitMQ. Default: host1. */
  readonly withImages?: readonly string[]
  readonly tell?: Tell
}

/** Hosts and the machine that deploys to them, in a network namespace that has no way out. */
export interface Lab extends AsyncDisposable {
  readonly hosts: readonly LabHost[]
  /** The machine that deploys, as the hosts of the first network see it. */
  readonly control: { readonly address: string }
  readonly knownHostsPath: string
  readonly privateKeyPath: string
  /** What `exec` adds to the environment: with this PATH, `ssh` finds key, user and known hosts by itself. */
  readonly environment: { readonly PATH: string }
  /** Runs a command on the control machine, the only place that reaches the hosts. */
  exec(command: string, args?: readonly string[], options?: CommandOptions): RunningCommand
  /** Runs the docker client on the engine whose containers the hosts are. */
  engine(args: readonly string[], options?: CommandOptions): RunningCommand
  /** Where that engine listens, as in DOCKER_HOST. */
  readonly engineAddress: string
  /** All hosts fresh. */
  reset(): Promise<void>
}

/** Why this machine can have no lab; null when it can. With CI=true that is an error. */
export function whyNoLab(): string | null {
  const absent = ['/usr/sbin/dockerd', '/usr/sbin/ip', '/usr/bin/ssh'].find(path => !existsSync(path))
  const reason = whyNoRoots() ?? (absent === undefined ? null : `there is no ${absent}`)
  if (reason !== null && process.env['CI'] === 'true') throw new Error(`no lab: ${reason}`)
  return reason
}

/** Fresh hosts, once it is this process's turn; takes all of it away when disposed of, but not what it built. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const place = placeOf(options.name ?? process.env['SLIPSTREAM_LAB'] ?? 'test')
  await mkdir(place.folder, { recursive: true })
  const turn = await lockFile(join(place.folder, 'lock'))
  const lab = await bringUp(place, options).catch(async error => {
    await turn[Symbol.asyncDispose]()
    throw error
  })
  return {
    ...lab,
    async [Symbol.asyncDispose]() {
      await tearDown(place)
      await turn[Symbol.asyncDispose]()
    },
  }
}

/** Brings the lab up with fresh hosts and leaves it there, also after the end of this process. */
export async function bringUp(place: Place, options: LabOptions): Promise<Omit<Lab, symbol>> {
  const tell = options.tell ?? (() => {})
  await makeArchives(tell)
  await makeNamespace(place)
  await startEngine(place)
  await buildImages(place, tell)
  await removeHosts(place)
  for (const name of options.withImages ?? ['host1']) await giveImages(place, { name, images: SERVER_IMAGES, tell })
  const containers = containersOf(options)
  await makeNetworks(place, containers)
  const control = await makeControl(place)
  const hosts = containers.map(container => new LabHost(container, { place, containers, ...control }))
  await startHosts(place, control, hosts)
  tell(`The hosts are up: ${hosts.map(({ name, address }) => `${name} ${address}`).join(', ')}`)
  return labOf(place, control, hosts)
}

/** Ends hosts, engine and namespace. Images and the folders of the hosts' engines stay for the next time. */
export async function tearDown(place: Place): Promise<void> {
  if (await isEngineUp(place)) await removeHosts(place)
  await stopEngine(place)
  await removeNamespace(place)
  await removeFences()
}

function labOf(place: Place, control: Control, hosts: readonly LabHost[]): Omit<Lab, symbol> {
  return {
    hosts,
    control: { address: networkOf(hosts[0]?.address ?? addressOf(0)).gateway },
    knownHostsPath: control.knownHostsPath,
    privateKeyPath: control.privateKeyPath,
    environment: control.env,
    engine: (args, options) => docker(place, args, options),
    engineAddress: `unix://${place.socket}`,
    exec: (command, args = [], options) => runOnControl(place, control, { words: [command, ...args], options }),
    async reset() {
      await Promise.all(hosts.map(host => host.remove()))
      await startHosts(place, control, hosts)
    },
  }
}

const addressOf = (index: number): string => `192.168.0.${10 + index}`

function containersOf({ hosts = 2, kind = 'bare' }: LabOptions): HostContainer[] {
  const addresses = typeof hosts === 'number' ? Array.from({ length: hosts }, (_, index) => addressOf(index)) : hosts
  const image = (kind === 'bare' ? BARE_HOST : READY_HOST).tags[0]
  return addresses.map((address, index) => ({ name: `host${index + 1}`, address, image }))
}

async function makeNetworks(place: Place, containers: readonly HostContainer[]): Promise<void> {
  const networks = new Map(containers.map(({ address }) => [networkOf(address).name, networkOf(address)]))
  const present = (await ask(place, ['network', 'ls', '--format', '{{.Name}}'])).split('\n')
  for (const { name, subnet, gateway } of networks.values()) {
    if (present.includes(name)) continue
    await docker(place, ['network', 'create', '--subnet', subnet, '--gateway', gateway, name])
  }
  await fenceOff([...networks.values()].map(({ subnet }) => subnet))
}

async function startHosts(place: Place, control: Control, hosts: readonly LabHost[]): Promise<void> {
  await Promise.all(hosts.map(host => host.start()))
  await introduceHosts(place, control, hosts)
}

async function removeHosts(place: Place): Promise<void> {
  const names = await ask(place, ['ps', '--all', '--filter', 'label=slipstream.lab=host', '--format', '{{.Names}}'])
  await Promise.all(
    names
      .split('\n')
      .filter(Boolean)
      .map(name => removeHost(place, name)),
  )
}
