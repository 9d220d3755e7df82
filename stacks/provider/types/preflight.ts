import type { HostAccess } from './host-access.ts'

/** One host to look at, and what it must have. */
export interface PreflightHost {
  readonly name: string
  readonly access: HostAccess
  /** Ports that must be free, or held by what is named: the programs that an earlier `up` started. */
  readonly ports?: readonly PortNeed[]
  /** Free space that a folder needs, whether it exists already or not. */
  readonly disks?: readonly DiskNeed[]
  /** In MiB, 512 unless given. */
  readonly memoryMib?: number
}

export interface PortNeed {
  readonly port: number
  /** For the message: webserver, MySQL. */
  readonly what: string
  /** Names of processes that may hold it, as in node, mysqld, docker-proxy. */
  readonly heldBy?: readonly string[]
}

export interface DiskNeed {
  readonly path: string
  readonly freeMib: number
}

export interface PreflightInputs {
  readonly hosts: readonly PreflightHost[]
}

/** What was found on a host. */
export interface HostFacts {
  readonly name: string
  readonly hostname: string
  /** ID and VERSION_ID of os-release: debian 12. */
  readonly os: string
  /** As npm and Node.js call it: x64, arm64. */
  readonly arch: string
  readonly glibc: string
  readonly machineId: string
  readonly memoryMib: number
  /** How far the host's clock is ahead of the control machine's, in milliseconds. */
  readonly clockSkewMs: number
  readonly hasDocker: boolean
}

export interface PreflightOutputs {
  readonly hosts: readonly HostFacts[]
}
