import type { Input, Resource } from '@pulumi/pulumi'
import { secret } from '@pulumi/pulumi'
import type { StackConfig } from '../config/stack-config.ts'
import { GeneratedSecret } from '../provider/sdk/airflow.ts'
import type { GeneratedSecretInputs } from '../provider/types/airflow.ts'
import type { ClusterSecrets as CfgSecrets } from '../render/cfg-view.ts'

/** What nobody but the cluster need know. Each is what the configuration says, or generated once and kept in the state. */
export interface ClusterSecrets {
  readonly databasePassword: Input<string>
  readonly brokerPassword: Input<string>
  /** All that stand in airflow.cfg. */
  readonly cfg: Record<keyof CfgSecrets, Input<string>>
  /** By user name. */
  readonly userPasswords: ReadonlyMap<string, Input<string>>
}

/** Secrets that other resources of a program make, in place of those in its plain settings. Generated unless given. */
export interface GivenSecrets extends Partial<Omit<ClusterSecrets, 'cfg' | 'userPasswords'>> {
  readonly fernetKey?: Input<string>
  readonly secretKey?: Input<string>
  /** Of the user `flower`, whom only flower knows. */
  readonly flowerPassword?: Input<string>
  /** By user name. */
  readonly userPasswords?: Readonly<Record<string, Input<string>>>
}

interface Source {
  readonly name: string
  readonly config: StackConfig
  readonly given: GivenSecrets
}

export function clusterSecrets({ name, config, given }: Source, parent: Resource): ClusterSecrets {
  const { database, broker, airflow } = config
  const of = (what: string, kind: GeneratedSecretInputs['kind'], known: Input<string> | undefined): Input<string> =>
    known === undefined ? new GeneratedSecret(`${name}-${what}`, { kind }, { parent }).value : secret(known)
  const databasePassword = of('database-password', 'password', given.databasePassword ?? database.password)
  const brokerPassword = of('broker-password', 'password', given.brokerPassword ?? broker.password)
  return {
    databasePassword,
    brokerPassword,
    cfg: {
      databasePassword,
      brokerPassword,
      fernetKey: of('fernet-key', 'fernet', given.fernetKey ?? airflow.fernetKey),
      secretKey: of('secret-key', 'secret_key', given.secretKey ?? airflow.secretKey),
      flowerPassword: of('flower-password', 'password', given.flowerPassword ?? airflow.flowerPassword),
    },
    userPasswords: new Map(
      airflow.users.map(({ username, password }) => [
        username,
        of(`user-${username}-password`, 'password', given.userPasswords?.[username] ?? password),
      ]),
    ),
  }
}
