import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Output } from '@pulumi/pulumi'
import { output } from '@pulumi/pulumi'
import { nodeQueue, type StackConfig } from '../config/stack-config.ts'
import { localPath } from '../provider/host-access-of.ts'
import type { HostFacts } from '../provider/types/preflight.ts'
import { buildDagsRelease, type DagsReleaseOptions } from '../release/dags-release.ts'
import { buildRuntimeRelease } from '../release/runtime-release.ts'
import type { ReleaseArchive } from './node.ts'

/** What nodes get, built on the control machine when the first one needs it. */
export class ClusterReleases {
  readonly #config: StackConfig
  readonly #runtimes = new Map<string, Promise<ReleaseArchive>>()

  constructor(config: StackConfig) {
    this.#config = config
  }

  /** For the architecture of that host. */
  runtime(facts: Output<HostFacts>): Output<ReleaseArchive> {
    return output(facts.arch.apply(arch => this.#runtime(arch as 'x64' | 'arm64')))
  }

  dags(): Output<ReleaseArchive> {
    return output(buildDagsRelease(dagsOptions(this.#config)))
  }

  #runtime(architecture: 'x64' | 'arm64'): Promise<ReleaseArchive> {
    const known = this.#runtimes.get(architecture)
    if (known !== undefined) return known
    const building = buildRuntimeRelease({ architecture, cacheFolder: cacheFolder() })
    this.#runtimes.set(architecture, building)
    return building
  }
}

const cacheFolder = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'slipstream')

function dagsOptions({ dags, hosts, allowBrokenDags, airflow }: StackConfig): DagsReleaseOptions {
  const workers = hosts.filter(({ roles }) => roles.includes('worker'))
  const nodes = workers.map(({ name }) => ({ name, queue: nodeQueue(name) }))
  return { dagsFolder: localPath(dags), nodes, allowBrokenDags, config: airflow.config, cacheFolder: cacheFolder() }
}
