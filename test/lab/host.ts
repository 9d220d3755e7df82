import { execa } from 'execa'
import type { CommandOptions } from './command.ts'
import { ask, docker } from './engine.ts'
import { cutFrom, type Fault, fullDisk, noSudo, oldSystem, refusing, sudoPassword, wrongClock } from './faults.ts'
import { type HostContainer, hostArguments } from './host-container.ts'
import { within } from './namespace.ts'
import type { Place } from './place.ts'

/** All that a host of the lab has in common with the others. */
export interface Neighbourhood {
  readonly place: Place
  readonly containers: readonly HostContainer[]
  readonly publicKey: string
  readonly privateKeyPath: string
}

/** A Linux host to deploy to: sshd, sudo and the user ubuntu. Each fault lasts until it is disposed of. */
export class LabHost {
  readonly name: string
  readonly address: string
  readonly user = 'ubuntu'
  readonly privateKeyPath: string
  /** Lines as in known_hosts, without the name: `ssh-ed25519 AAAA…`. New ones after a reset. */
  hostKeys: readonly string[] = []
  readonly #container: HostContainer
  readonly #around: Neighbourhood

  constructor(container: HostContainer, around: Neighbourhood) {
    this.#container = container
    this.#around = around
    this.name = container.name
    this.address = container.address
    this.privateKeyPath = around.privateKeyPath
  }

  /** Runs the shell command as root, beside SSH; its standard output. Throws when it fails. */
  async exec(command: string, options: CommandOptions = {}): Promise<string> {
    const args = ['exec', '--interactive', this.name, 'sh', '-c', command]
    const { stdout } = await docker(this.#around.place, args, { input: '', ...options })
    return stdout
  }

  /** In order, or as a power cut; back when this returns. */
  async reboot({ isHard = false } = {}): Promise<void> {
    if (isHard) await docker(this.#around.place, ['kill', this.name])
    else await docker(this.#around.place, ['stop', '--time', '60', this.name])
    await docker(this.#around.place, ['start', this.name])
    await this.untilBooted()
  }

  async start(): Promise<void> {
    const { place, containers, publicKey } = this.#around
    await docker(place, hostArguments(this.#container, containers, publicKey))
    await this.untilBooted()
    this.hostKeys = (await this.exec('cut -d" " -f1,2 /etc/ssh/ssh_host_*_key.pub')).split('\n')
  }

  remove(): Promise<void> {
    return removeHost(this.#around.place, this.name)
  }

  /** What runs on a host. */
  async suffer(fault: Fault, run = (script: string) => this.exec(script)): Promise<AsyncDisposable> {
    await run(fault.breaking)
    return { [Symbol.asyncDispose]: async () => void (await run(fault.healing)) }
  }

  /** Nothing passes between this host and the other any more. */
  cutOff(other: { readonly address: string }): Promise<AsyncDisposable> {
    return this.suffer(cutFrom(other.address), script => this.#inNetwork(script))
  }

  /** The port answers with a reset, to that host or to all. */
  refuse(port: number, from?: LabHost): Promise<AsyncDisposable> {
    return this.suffer(refusing(port, from?.address), script => this.#inNetwork(script))
  }

  fillDisk(folder: string): Promise<AsyncDisposable> {
    return this.suffer(fullDisk(folder))
  }

  forbidSudo(): Promise<AsyncDisposable> {
    return this.suffer(noSudo)
  }

  askSudoPassword(password: string): Promise<AsyncDisposable> {
    return this.suffer(sudoPassword(password))
  }

  pretendOldSystem(): Promise<AsyncDisposable> {
    return this.suffer(oldSystem)
  }

  shiftClock(seconds: number): Promise<AsyncDisposable> {
    return this.suffer(wrongClock(seconds))
  }

  async untilBooted(): Promise<void> {
    const knock = `for i in $(seq 600); do (exec 3<>/dev/tcp/${this.address}/22) 2>/dev/null && exit 0; sleep 0.1; done; exit 1`
    const [command, ...args] = within(this.#around.place, ['bash', '-c', knock])
    const { failed } = await execa(command as string, args, { reject: false })
    if (!failed) return
    const log = await docker(this.#around.place, ['logs', '--tail', '20', this.name], { reject: false })
    throw new Error(`${this.name} did not boot within 60 s; its console says:\n${log.all}`)
  }

  /** With the programs of this machine: a bare host has no iptables. */
  async #inNetwork(script: string): Promise<string> {
    const pid = await ask(this.#around.place, ['inspect', '--format', '{{.State.Pid}}', this.name])
    const { stdout } = await execa('nsenter', ['--target', pid, '--net', '--', 'sh', '-c', script])
    return stdout
  }
}

/** Away with the host and all that its engine ran; what that engine pulled stays. */
export async function removeHost(place: Place, name: string): Promise<void> {
  // Its engine removes its own containers first, whose layers would else stay in its folder for ever.
  await docker(place, ['exec', name, 'sh', '-c', EMPTY_ENGINE], { reject: false })
  await docker(place, ['rm', '--force', '--volumes', name], { reject: false })
}

const EMPTY_ENGINE = `docker ps --all --quiet | xargs --no-run-if-empty docker rm --force --volumes
docker volume prune --force && docker network prune --force`
