import * as docker from '@pulumi/docker'
import type { Input, Resource } from '@pulumi/pulumi'
import { type ContainerPlace, containerHostname, type LocalPlace } from '../config/stack-config.ts'
import { hostSite } from './container-on-host.ts'
import type { ServiceData, ServicePort } from './container-site.ts'
import type { Host } from './host.ts'
import { localSite } from './local-container.ts'

/** Where a server's container runs: on the engine of a host, or on this machine's beside local hosts. */
export type ContainerSpot =
  | { readonly host: Host; readonly place: ContainerPlace }
  | { readonly network: Input<string>; readonly place: LocalPlace }

/** @param around the host of a container that is on one, and the network of one that is not */
export function spotOf(
  place: ContainerPlace | LocalPlace,
  around: { readonly host: Host; readonly network?: Input<string> },
): ContainerSpot {
  const { host, network } = around
  if (place.kind === 'container') return { host, place }
  if (network === undefined) throw new Error('A container beside local hosts was given no network')
  return { network, place }
}

export interface ServiceContainerArgs {
  readonly spot: ContainerSpot
  readonly data: ServiceData
  readonly ports: readonly ServicePort[]
  readonly environment: readonly Input<string>[]
  readonly command?: readonly string[]
  /** In the container, which is made anew when one of them changes. */
  readonly files?: readonly { readonly file: string; readonly content: string }[]
  readonly healthCommand: readonly string[]
}

/** A server in a container that comes back after a crash or a reboot, with its data outside of the container. */
export function serviceContainer(name: string, args: ServiceContainerArgs, parent: Resource): docker.Container {
  const { spot, environment, files = [] } = args
  const site =
    'host' in spot ? hostSite(name, { ...args, ...spot }, parent) : localSite(name, { ...args, ...spot }, parent)
  const container = { ...fixedFacts(args), ...site.container, envs: [...environment], uploads: [...files] }
  return new docker.Container(name, container, { parent, deleteBeforeReplace: true, ...site.options })
}

function fixedFacts({ spot: { place }, command, healthCommand }: ServiceContainerArgs) {
  const healthcheck = { tests: ['CMD', ...healthCommand], interval: '30s', timeout: '20s', retries: 3 }
  return {
    name: place.containerName,
    // RabbitMQ names its data after its host: without a fixed name a new container would begin anew.
    hostname: containerHostname(place.containerName),
    restart: 'always',
    healthcheck: { ...healthcheck, startPeriod: '60s' },
    // Erlang sizes its tables by it, and some engines allow a thousand million.
    ulimits: [{ name: 'nofile', soft: 16_384, hard: 16_384 }],
    // A server needs time to write its data out.
    destroyGraceSeconds: 60,
    ...(command ? { command: [...command] } : {}),
  }
}
