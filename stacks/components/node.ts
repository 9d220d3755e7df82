import type { ComponentResourceOptions, Input, Output } from '@pulumi/pulumi'
import { all, ComponentResource, output } from '@pulumi/pulumi'
import type { AirflowConfig } from '../config/stack-config.ts'
import { Link } from '../provider/sdk/containers.ts'
import { Release, RemoteFile } from '../provider/sdk/system.ts'
import type { AirflowCommand } from '../provider/types/airflow.ts'
import type { Host } from './host.ts'

/** A release on the control machine. */
export interface ReleaseArchive {
  readonly archive: string
  /** In hex: the identity of the release. */
  readonly sha256: string
}

export interface NodeArgs {
  readonly host: Host
  readonly config: Pick<AirflowConfig, 'user' | 'home' | 'dagsFolder'>
  /** The text of airflow.cfg, the same on all nodes. */
  readonly airflowCfg: Input<string>
  /** The secrets in that text, which diffs do not show. */
  readonly secrets: readonly Input<string>[]
  readonly runtime: Input<ReleaseArchive>
  readonly dags: Input<ReleaseArchive>
}

/** What a node holds: equal on all nodes of a cluster. */
export interface NodeHashes {
  readonly runtime: string
  readonly airflowCfg: string
  readonly dags: string
}

/** Where releases live on a host; the link `current` in each leads to the one in use. */
const RUNTIME_FOLDER = '/opt/slipstream/runtime'
const DAGS_FOLDER = '/opt/slipstream/dags'

const AIRFLOW = '/usr/local/bin/airflow'

/** `exec`, so that a signal to the program reaches the runtime. */
const AIRFLOW_SCRIPT = `#!/bin/sh
exec ${RUNTIME_FOLDER}/current/bin/node ${RUNTIME_FOLDER}/current/airflow.mjs "$@"
`

/** What every node has: the runtime, the airflow command, airflow.cfg and the DAG files. */
export class Node extends ComponentResource {
  readonly access: Host['access']
  readonly hashes: Output<NodeHashes>
  /** How `airflow` is run here, once all of it is there. */
  readonly airflow: Output<AirflowCommand>

  constructor(name: string, args: NodeArgs, options?: ComponentResourceOptions) {
    super('slipstream:index:Node', name, {}, options)
    this.access = args.host.access
    const runtime = this.#release(`${name}-runtime`, { name: 'runtime', of: args.runtime, folder: RUNTIME_FOLDER })
    const dags = this.#dags(name, args)
    const command = this.#file(`${name}-command`, { path: AIRFLOW, content: AIRFLOW_SCRIPT, mode: '0755' })
    const cfg = this.#file(`${name}-airflow-cfg`, cfgFile(args))
    this.hashes = all([runtime.releaseId, cfg.sha256, dags]).apply(hashesOf)
    this.airflow = all([this.hashes, command.sha256]).apply(() => airflowCommand(args)) as Output<AirflowCommand>
    this.registerOutputs({ hashes: this.hashes })
  }

  /** The id of their release, once the dags folder leads to it. */
  #dags(name: string, { dags: of, config }: NodeArgs): Output<string> {
    const release = this.#release(`${name}-dags`, { name: 'dags', of, folder: DAGS_FOLDER })
    const link = { path: config.dagsFolder, target: release.current }
    const folder = new Link(`${name}-dags-folder`, { host: this.access, ...link }, { parent: this })
    return all([release.releaseId, folder.path]).apply(([id]) => id)
  }

  #release(name: string, { of, ...where }: Placed): Release {
    const { archive, sha256 } = output(of)
    return new Release(name, { host: this.access, archive, sha256, ...where }, { parent: this })
  }

  #file(name: string, file: FileArgs): RemoteFile {
    return new RemoteFile(name, { host: this.access, ...file }, { parent: this })
  }
}

interface Placed {
  readonly name: string
  readonly of: Input<ReleaseArchive>
  readonly folder: string
}

interface FileArgs {
  readonly path: string
  readonly content: Input<string>
  readonly masks?: Input<string>[]
  readonly owner?: string
  readonly group?: string
  readonly mode: string
}

function cfgFile({ config, airflowCfg: content, secrets }: NodeArgs): FileArgs {
  const { home, user } = config
  return { path: `${home}/airflow.cfg`, content, masks: [...secrets], owner: user, group: user, mode: '0600' }
}

const hashesOf = ([runtime, airflowCfg, dags]: readonly string[]): NodeHashes =>
  ({ runtime, airflowCfg, dags }) as NodeHashes

const airflowCommand = ({ config: { user, home } }: NodeArgs): AirflowCommand => ({
  path: AIRFLOW,
  user,
  environment: { AIRFLOW_HOME: home },
})
