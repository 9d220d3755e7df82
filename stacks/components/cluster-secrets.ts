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

export function clusterSecrets(name: string, config: StackConfig, parent: Resource): ClusterSecrets {
  const { database, broker, airflow } = config
  const of = (what: string, kind: GeneratedSecretInputs['kind'], given: string | undefined): Input<string> =>
    given === undefined ? new GeneratedSecret(`${name}-${what}`, { kind }, { parent }).value : secret(given)
  const databasePassword = of('database-password', 'password', database.password)
  const brokerPassword = of('broker-password', 'password', broker.password)
  return {
    databasePassword,
    brokerPassword,
    cfg: {
      databasePassword,
      brokerPassword,
      fernetKey: of('fernet-key', 'fernet', airflow.fernetKey),
      secretKey: of('secret-key', 'secret_key', airflow.secretKey),
      flowerPassword: of('flower-password', 'password', airflow.flowerPassword),
    },
    userPasswords: new Map(
      airflow.users.map(({ username, password }) => [username, of(`user-${username}-password`, 'password', password)]),
    ),
  }
}
