import type * as docker from '@pulumi/docker'
import type { ComponentResourceOptions } from '@pulumi/pulumi'
import { ComponentResource } from '@pulumi/pulumi'
import type { Args } from '../provider/sdk/host-resource.ts'
import { Folder, LinuxUser, Locale, Packages } from '../provider/sdk/system.ts'
import type { HostAccess } from '../provider/types/host-access.ts'
import { dockerEngine, type SshProgramAccess } from './docker-engine.ts'

export interface HostArgs {
  readonly access: Args<HostAccess>
  /** For the docker CLI, which goes its own way to the engine. Without it the host runs no containers. */
  readonly docker?: SshProgramAccess
  /** The Linux user that the programs run as. */
  readonly user: string
  /** As in en_US.UTF-8. */
  readonly lang: string
  /** Where Debian packages come from instead of the host's own sources. */
  readonly mirror?: string
  readonly airflowHome: string
  /** Whether destroying deletes the logs in that folder. */
  readonly deletesData: boolean
}

/** A Linux host that is ready for programs: packages, locale, user, folders and, where asked for, a Docker engine. */
export class Host extends ComponentResource {
  readonly access: Args<HostAccess>
  /** The host's engine, if it runs containers. */
  readonly engine: docker.Provider | undefined

  constructor(name: string, args: HostArgs, options?: ComponentResourceOptions) {
    super('slipstream:index:Host', name, {}, options)
    const parent = { parent: this }
    const host = args.access
    const packages = new Packages(
      `${name}-packages`,
      { host, names: ['supervisor', 'locales'], ...mirrorOf(args) },
      parent,
    )
    new Locale(`${name}-locale`, { host, lang: args.lang }, { ...parent, dependsOn: packages })
    const user = new LinuxUser(`${name}-user`, { host, name: args.user }, parent)
    const owner = { owner: args.user, group: args.user, deleteContents: args.deletesData }
    new Folder(`${name}-airflow-home`, { host, path: args.airflowHome, ...owner }, { ...parent, dependsOn: user })
    this.engine = args.docker === undefined ? undefined : this.#engine(name, args, args.docker)
    this.access = args.access
    this.registerOutputs({ address: args.access.address })
  }

  #engine(name: string, args: HostArgs, access: SshProgramAccess): docker.Provider {
    const parent = { parent: this }
    const packages = { names: ['docker.io'], unlessProgram: 'dockerd', ...mirrorOf(args) }
    const engine = new Packages(`${name}-docker`, { host: args.access, ...packages }, parent)
    // Only members of this group may use the engine; a new connection has the membership at once.
    const member = { name: access.user, groups: ['docker'] }
    const operator = new LinuxUser(
      `${name}-docker-user`,
      { host: args.access, ...member },
      { ...parent, dependsOn: engine },
    )
    return dockerEngine(`${name}-engine`, access, { parent: this, isReady: operator.uid })
  }
}

function mirrorOf({ mirror }: HostArgs): { mirror?: string } {
  return mirror === undefined ? {} : { mirror }
}
