import { type HostConfig, isContainerOn, type StackConfig } from '../config/stack-config.ts'
import type { Args } from '../provider/sdk/host-resource.ts'
import { preflightFirst } from '../provider/sdk/preflight.ts'
import type { HostAccess } from '../provider/types/host-access.ts'
import type { DiskNeed, HostFacts, PortNeed, PreflightHost } from '../provider/types/preflight.ts'
import { accessesOf } from './access.ts'

/**
 * Looks at all hosts of a stack, before anything is touched.
 * @throws HostsUnfit with all that is wrong with all of them
 */
export async function lookAtHosts(config: StackConfig): Promise<readonly HostFacts[]> {
  const wanted = hostsToLookAt(config, accessesOf(config.hosts))
  const { hosts } = await preflightFirst({ hosts: wanted }).catch((error: Error) => {
    throw new HostsUnfit(error.message.replace(FAILED_CALL, ''), { cause: error })
  })
  return hosts
}

/** With what each must have. @param accesses by the names of hosts */
export function hostsToLookAt(
  config: StackConfig,
  accesses: ReadonlyMap<string, Args<HostAccess>>,
): Args<PreflightHost>[] {
  return config.hosts.map(host => ({
    name: host.name,
    access: accesses.get(host.name) as Args<HostAccess>,
    ports: portNeeds(host, config),
    disks: diskNeeds(host, config),
  }))
}

/** What the engine puts before the words of a plugin. */
const FAILED_CALL = /^invocation of \S+ returned an error: /

/** Hosts are not as they must be, or cannot be reached. */
class HostsUnfit extends Error {
  override readonly name = 'HostsUnfit'
}

/** Ports that a host's programs and containers will listen on. After a first deployment they hold them. */
function portNeeds({ name, roles }: HostConfig, { airflow, database, broker }: StackConfig): PortNeed[] {
  return [
    ...(roles.includes('webserver') ? [program(airflow.webserverPort, 'webserver')] : []),
    ...(roles.includes('flower') ? [program(airflow.flowerPort, 'flower')] : []),
    ...(roles.includes('worker') ? [program(airflow.workerLogPort, "the worker's log server")] : []),
    ...(isContainerOn(name, database) ? [container(database.port, 'MySQL')] : []),
    ...(isContainerOn(name, broker) ? [container(broker.port, 'RabbitMQ')] : []),
    ...(isContainerOn(name, broker) ? [container(broker.managementPort, "RabbitMQ's management API")] : []),
  ]
}

/** A release is 60 MiB packed and 180 MiB unpacked, and five of them stay. */
function diskNeeds({ name }: HostConfig, { airflow, database, broker }: StackConfig): DiskNeed[] {
  const data = [database.place, broker.place].flatMap(place =>
    place.kind === 'container' && place.host === name ? [{ path: place.dataFolder, freeMib: 2048 }] : [],
  )
  return [{ path: '/opt/slipstream', freeMib: 1024 }, { path: airflow.home, freeMib: 512 }, ...data]
}

const program = (port: number, what: string): PortNeed => ({ port, what, heldBy: ['node'] })

const container = (port: number, what: string): PortNeed => ({ port, what, heldBy: ['docker-proxy'] })
