import { RESERVED_OPTIONS } from '../config/reserved-options.ts'
import { inUrl, type StackConfig } from '../config/stack-config.ts'

/** Made once for each stack, and the same on every node. */
export interface ClusterSecrets {
  readonly databasePassword: string
  readonly brokerPassword: string
  readonly fernetKey: string
  readonly secretKey: string
  readonly flowerPassword: string
}

/** What the template of airflow.cfg asks for. */
export interface CfgView extends Pick<StackConfig, 'stackName' | 'airflow' | 'timezone'> {
  readonly secrets: ClusterSecrets
  readonly databaseUrl: string
  readonly brokerUrl: string
  /** The stack's own options, by the section of the template in which they belong. */
  readonly options: Readonly<Record<string, readonly CfgOption[]>>
  /** Those of sections that the template does not have. */
  readonly otherSections: readonly { readonly section: string; readonly options: readonly CfgOption[] }[]
}

interface CfgOption {
  readonly key: string
  readonly value: string
}

export function cfgView(config: StackConfig, secrets: ClusterSecrets): CfgView {
  const { stackName, airflow, timezone, database, broker } = config
  const bySection = optionsBySection(airflow.config)
  const own = [...new Set(Object.keys(RESERVED_OPTIONS).map(sectionOf))]
  return {
    stackName,
    airflow,
    timezone,
    secrets,
    databaseUrl: serverUrl('mysql', { ...database, password: secrets.databasePassword }, database.name),
    brokerUrl: serverUrl('pyamqp', { ...broker, password: secrets.brokerPassword }, broker.vhost),
    options: Object.fromEntries(own.map(section => [section, bySection.get(section) ?? []])),
    otherSections: [...bySection]
      .filter(([section]) => !own.includes(section))
      .map(([section, options]) => ({ section, options })),
  }
}

interface Login {
  readonly user: string
  readonly password: string
  readonly address: string
  readonly port: number
}

/** Whatever is in user and password stays what it is: `@`, `:`, `/` and `%` are written in percent encoding. */
function serverUrl(scheme: string, { user, password, address, port }: Login, path: string): string {
  const login = [user, password].map(encodeURIComponent).join(':')
  return `${scheme}://${login}@${inUrl(address)}:${port}/${encodeURIComponent(path)}`
}

const sectionOf = (option: string): string => option.split('.')[0] as string

/** Sorted, so that the file does not change with the order in the stack's. */
function optionsBySection(options: Readonly<Record<string, string>>): ReadonlyMap<string, readonly CfgOption[]> {
  const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))
  const grouped = Map.groupBy(sorted, ([option]) => sectionOf(option))
  const named = [...grouped].map(([section, entries]) => {
    const own = entries.map(([option, value]) => ({ key: option.slice(section.length + 1), value }))
    return [section, own] as const
  })
  return new Map(named)
}
