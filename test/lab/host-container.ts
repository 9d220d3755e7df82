import type { Place } from './place.ts'

/** One host of the lab, as the engine that runs it sees it. */
export interface HostContainer {
  readonly name: string
  readonly address: string
  readonly image: string
}

/** The network of a host's address: all hosts of one /24 see each other in it. */
export function networkOf(address: string): {
  readonly name: string
  readonly subnet: string
  readonly gateway: string
} {
  const prefix = address.split('.').slice(0, 3).join('.')
  return { name: `lab-${prefix}`, subnet: `${prefix}.0/24`, gateway: `${prefix}.1` }
}

/** The volume of a host's own engine. It outlives the host, so that images are given to it once. */
export function engineVolume(name: string): string {
  return `engine-${name}`
}

/** Arguments of `docker run` for a host that everybody reaches under its address and knows by its name. */
export function hostArguments(host: HostContainer, all: readonly HostContainer[], authorizedKey: string): string[] {
  const { name: network, gateway } = networkOf(host.address)
  return [
    ...['run', '--detach', '--name', host.name, '--hostname', host.name, '--label', 'slipstream.lab=host'],
    ...['--network', network, '--ip', host.address],
    ...all.flatMap(other => ['--add-host', `${other.name}:${other.address}`]),
    ...['--env', `LAB_AUTHORIZED_KEY=${authorizedKey}`, '--env', `LAB_NAMESERVER=${gateway}`],
    ...privileges(),
    ...['--volume', `${engineVolume(host.name)}:/var/lib/docker`],
    // What is in memory only on a real host, so that a power cut leaves no process ids or sockets behind.
    ...['--tmpfs', '/run:exec,mode=755', '--tmpfs', '/tmp:exec,mode=1777'],
    host.image,
  ]
}

/**
 * About what --privileged gives, for the engine inside. That itself is refused where the machine lacks CAP_SYS_RESOURCE.
 */
export function privileges(): string[] {
  return [
    ...['--cap-add', 'ALL', '--cap-drop', 'SYS_RESOURCE'],
    ...['seccomp=unconfined', 'apparmor=unconfined', 'systempaths=unconfined'].flatMap(o => ['--security-opt', o]),
    ...['--device-cgroup-rule', 'a *:* rwm', '--cgroupns', 'private'],
  ]
}

/** Where the engine of the lab keeps the volume's files on this machine. */
export function volumeFolder(place: Place, name: string): string {
  return `${place.folder}/docker/volumes/${engineVolume(name)}/_data`
}
