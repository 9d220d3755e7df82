import type { Input, Output, Resource } from '@pulumi/pulumi'
import { type HostConfig, inUrl, type StackConfig } from '../config/stack-config.ts'
import { CanaryRun, HttpHealth, WorkerHealth } from '../provider/sdk/airflow.ts'
import { SupervisorProgram } from '../provider/sdk/system.ts'
import type { ProgramRole } from '../render/program-view.ts'
import { renderProgram } from '../render.ts'
import type { Node } from './node.ts'

export interface ClusterPrograms {
  /** What the names of resources begin with. */
  readonly name: string
  readonly config: StackConfig
  /** By the names of their hosts. */
  readonly nodes: ReadonlyMap<string, Node>
  readonly parent: Resource
  /** Who may read the logs of all tasks. */
  readonly admin: { readonly user: string; readonly password: Input<string> }
  /** What the first program waits for: the migrated database and the first users. */
  readonly migrated: readonly Resource[]
}

/**
 * Starts the programs in their order: schedulers, webservers, flower, workers. The next ones wait until those before
 * are healthy; at the end a run of the canary DAG goes over all workers.
 */
export function startPrograms(cluster: ClusterPrograms): CanaryRun {
  const schedulers = start(cluster, 'scheduler', cluster.migrated)
  const webservers = start(cluster, 'webserver', schedulers.map(programOf))
  const pages = webservers.map(started => webserverHealth(cluster, started))
  const flowers = start(cluster, 'flower', pages)
  const monitors = flowers.map(started => flowerHealth(cluster, started))
  const workers = start(cluster, 'worker', [...pages, ...monitors])
  const pings = workers.map(started => workerHealth(cluster, { started, from: webservers[0] as Started }))
  return canaryRun(cluster, { workers, from: webservers[0] as Started, after: pings })
}

interface Started {
  readonly host: HostConfig
  readonly node: Node
  readonly program: SupervisorProgram
}

function start(cluster: ClusterPrograms, role: ProgramRole, after: readonly Resource[]): Started[] {
  const { name, config, nodes, parent } = cluster
  return config.hosts
    .filter(({ roles }) => roles.includes(role))
    .map(host => {
      const node = nodes.get(host.name) as Node
      const { name: program, conf, stopwaitsecs } = renderProgram(config, host, role)
      const args = { host: node.access, name: program, conf, stopwaitsecs, triggers: restartTriggers(node) }
      const options = { parent, dependsOn: [node, ...after] }
      return { host, node, program: new SupervisorProgram(`${name}-${host.name}-${role}`, args, options) }
    })
}

const programOf = ({ program }: Started): SupervisorProgram => program

/** A program reads these at its start; DAG files it reads when they change. */
const restartTriggers = ({ hashes }: Node): Output<string[]> =>
  hashes.apply(({ runtime, airflowCfg }) => [runtime, airflowCfg])

function webserverHealth(cluster: ClusterPrograms, started: Started): HttpHealth {
  const { name, parent } = cluster
  const { host, node, program } = started
  const url = `${webserverUrl(cluster, started)}/health`
  const json = { 'metadatabase.status': 'healthy', 'scheduler.status': 'healthy' }
  const args = { host: node.access, url, json, triggers: restartTriggers(node) }
  return new HttpHealth(`${name}-${host.name}-webserver-health`, args, { parent, dependsOn: program })
}

const webserverUrl = ({ config }: ClusterPrograms, { host }: Started): string =>
  `http://${inUrl(host.address)}:${config.airflow.webserverPort}`

function flowerHealth({ name, config, parent }: ClusterPrograms, { host, node, program }: Started): HttpHealth {
  const url = `http://${inUrl(host.address)}:${config.airflow.flowerPort}/healthcheck`
  const args = { host: node.access, url, triggers: restartTriggers(node) }
  return new HttpHealth(`${name}-${host.name}-flower-health`, args, { parent, dependsOn: program })
}

interface Ping {
  readonly started: Started
  /** A webserver's node: it must be able to fetch the worker's logs. */
  readonly from: Started
}

function workerHealth({ name, config, parent }: ClusterPrograms, { started, from }: Ping): WorkerHealth {
  const { host, node, program } = started
  const logServer = `${inUrl(host.address)}:${config.airflow.workerLogPort}`
  const args = { host: from.node.access, airflow: from.node.airflow, worker: `celery@${host.name}`, logServer }
  const options = { parent, dependsOn: program }
  return new WorkerHealth(`${name}-${host.name}-worker-health`, { ...args, triggers: restartTriggers(node) }, options)
}

interface Canary {
  readonly workers: readonly Started[]
  readonly from: Started
  readonly after: readonly Resource[]
}

function canaryRun(cluster: ClusterPrograms, { workers, from, after }: Canary): CanaryRun {
  const { name, parent, admin } = cluster
  const { access: host, airflow } = from.node
  const webserver = { url: webserverUrl(cluster, from), ...admin }
  // Task instances name the host by the address at which others reach it.
  const args = { host, airflow, webserver, workers: workers.map(worker => worker.host.address) }
  const options = { parent, dependsOn: [...after] }
  return new CanaryRun(`${name}-canary`, { ...args, triggers: restartTriggers(from.node) }, options)
}
