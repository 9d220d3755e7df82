import { type HostConfig, isContainerOn, type StackConfig } from '../config/stack-config.ts'
import type { DiskNeed, PortNeed } from '../provider/types/preflight.ts'

/** Ports that a host's programs and containers will listen on. After a first deployment they hold them. */
export function portNeeds({ name, roles }: HostConfig, { airflow, database, broker }: StackConfig): PortNeed[] {
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
export function diskNeeds({ name }: HostConfig, { airflow, database, broker }: StackConfig): DiskNeed[] {
  const data = [database.place, broker.place].flatMap(place =>
    place.kind === 'container' && place.host === name ? [{ path: place.dataFolder, freeMib: 2048 }] : [],
  )
  return [{ path: '/opt/slipstream', freeMib: 1024 }, { path: airflow.home, freeMib: 512 }, ...data]
}

const program = (port: number, what: string): PortNeed => ({ port, what, heldBy: ['node'] })

const container = (port: number, what: string): PortNeed => ({ port, what, heldBy: ['docker-proxy'] })
