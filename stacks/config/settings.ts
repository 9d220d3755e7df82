/** What an operator writes into Pulumi.<stack>.yaml, with the values to fall back on filled in. */
export interface StackSettings {
  readonly hosts: readonly HostSettings[]
  /** The hosts are containers on the control machine, which the stack makes. */
  readonly localHosts?: LocalHostsSettings
  /** For all hosts; a host's own go before. */
  readonly ssh: SshSettings
  readonly airflow: AirflowSettings
  readonly database: DatabaseSettings
  readonly broker: BrokerSettings
  /** Folder of the DAG files on the control machine, from the folder of Pulumi.yaml on. */
  readonly dags: string
  /** LANG and LC_ALL on every host and in every program. */
  readonly locale: string
  /** IANA name; of dates that carry none, and of the web app. */
  readonly timezone: string
  /** Where hosts get Debian packages instead of their own sources. */
  readonly packageMirror?: string
  /** Deploys although DAG files cannot be read. */
  readonly allowBrokenDags: boolean
  /** `pulumi destroy` removes the data folders of database and broker too. */
  readonly deleteDataOnDestroy: boolean
}

/** What a program says about a cluster: its hosts, and whatever is not to be as in the reference deployment. */
export interface ClusterSettings extends Partial<Omit<StackSettings, 'hosts' | 'localHosts' | Section>> {
  readonly localHosts?: Pick<LocalHostsSettings, 'subnet'> & Partial<LocalHostsSettings>
  readonly hosts: readonly (Omit<HostSettings, 'ssh'> & Partial<Pick<HostSettings, 'ssh'>>)[]
  readonly airflow?: Partial<Omit<AirflowSettings, 'users'>> & {
    readonly users?: readonly (Omit<UserSettings, 'role'> & Partial<Pick<UserSettings, 'role'>>)[]
  }
  readonly database?: Partial<DatabaseSettings>
  readonly broker?: Partial<BrokerSettings>
}

type Section = 'airflow' | 'database' | 'broker'

export interface LocalHostsSettings {
  /** IPv4, of a Docker network of the stack's own, as in 172.30.77.0/24. */
  readonly subnet: string
  /** Debian or Ubuntu, of which the image of the hosts is made. */
  readonly baseImage: string
}

export const ROLES = ['webserver', 'scheduler', 'worker', 'flower', 'database', 'broker'] as const

export type Role = (typeof ROLES)[number]

export interface HostSettings {
  readonly name: string
  /** At which the other hosts and the users of the web app reach it. */
  readonly address: string
  readonly roles: readonly Role[]
  readonly ssh: SshSettings
  /** Of a worker. */
  readonly queues?: readonly string[]
  /** Tasks that a worker runs at once. */
  readonly concurrency?: number
}

export interface SshSettings {
  /** Where it differs from the host's address. */
  readonly address?: string
  readonly port?: number
  readonly user?: string
  /** Path on the control machine. */
  readonly privateKeyFile?: string
  /** The text of the key. */
  readonly privateKey?: string
  readonly passphrase?: string
  /** Socket of an SSH agent. */
  readonly agent?: string
  /** The one key that the host may have, as in `ssh-ed25519 AAAA…`. */
  readonly hostKey?: string
  /** Path on the control machine. */
  readonly knownHosts?: string
  readonly jump?: JumpSettings
  readonly sudoPassword?: string
}

export type JumpSettings = Omit<SshSettings, 'address' | 'jump' | 'sudoPassword'> & { readonly address: string }

export interface AirflowSettings {
  /** The system user that runs the programs. */
  readonly user: string
  readonly userHome?: string
  /** AIRFLOW_HOME */
  readonly home: string
  /** On the hosts; in `home` unless given. */
  readonly dagsFolder?: string
  /** At which people reach the web app; the first webserver's address unless given. */
  readonly baseUrl?: string
  readonly webserverPort: number
  readonly flowerPort: number
  readonly workerLogPort: number
  /** A worker that stops is given so long to finish what it runs. */
  readonly longestTaskSeconds: number
  /** More options of airflow.cfg, as `section.key`. */
  readonly config: Readonly<Record<string, string>>
  readonly users: readonly UserSettings[]
  /** Generated unless given. */
  readonly fernetKey?: string
  /** Generated unless given. */
  readonly secretKey?: string
  /** Of the user `flower`, whom only flower knows, beside those of Airflow; generated unless given. */
  readonly flowerPassword?: string
}

export const USER_ROLES = ['Admin', 'Op', 'User', 'Viewer', 'Public'] as const

export interface UserSettings {
  readonly username: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly role: (typeof USER_ROLES)[number]
  /** Generated unless given. */
  readonly password?: string
}

/** Of a server that is there already: who may create what the cluster needs there. */
export interface AdminSettings {
  readonly user: string
  readonly password: string
}

interface ServerSettings {
  /** Of a server that is there already, instead of a container. */
  readonly address?: string
  readonly port: number
  readonly user: string
  /** Generated unless given. */
  readonly password?: string
  /** Without it, what the cluster needs on a server of one's own must be there. */
  readonly admin?: AdminSettings
  readonly containerName?: string
  readonly image?: string
  /** A tar of the image on the control machine, for hosts without a registry. */
  readonly imageTar?: string
  readonly dataFolder?: string
}

export interface DatabaseSettings extends ServerSettings {
  readonly name: string
}

export interface BrokerSettings extends ServerSettings {
  readonly vhost: string
  readonly managementPort: number
}
