import type { Option, Options, OptionType } from './option.ts'
import { celeryOptions } from './tables/celery.ts'
import { coreOptions } from './tables/core.ts'
import { coreDagOptions } from './tables/core-dags.ts'
import { databaseOptions } from './tables/database.ts'
import { loggingOptions } from './tables/logging.ts'
import { metricsOptions } from './tables/metrics.ts'
import { oidcOptions } from './tables/oidc.ts'
import { dagProcessorOptions, schedulerOptions } from './tables/scheduler.ts'
import {
  apiOptions,
  emailOptions,
  operatorsOptions,
  secretsOptions,
  sensorsOptions,
  smtpOptions,
  triggererOptions,
} from './tables/services.ts'
import { slipstreamOptions } from './tables/slipstream.ts'
import { webserverOptions } from './tables/webserver.ts'

/** Every option that has an effect: loading, checking, airflow.cfg and the reference are derived from it. */
export const optionTable = {
  core: { ...coreOptions, ...coreDagOptions },
  database: databaseOptions,
  logging: loggingOptions,
  metrics: metricsOptions,
  secrets: secretsOptions,
  api: apiOptions,
  operators: operatorsOptions,
  webserver: webserverOptions,
  oidc: oidcOptions,
  email: emailOptions,
  smtp: smtpOptions,
  celery: celeryOptions,
  scheduler: { ...schedulerOptions, ...dagProcessorOptions },
  triggerer: triggererOptions,
  sensors: sensorsOptions,
  slipstream: slipstreamOptions,
} as const satisfies Readonly<Record<string, Options>>

type Table = typeof optionTable

export type Section = keyof Table

export type Key<S extends Section> = keyof Table[S] & string

/** The keys of a section whose option has one of the given types. */
export type KeyOf<S extends Section, T extends OptionType> = {
  [K in Key<S>]: Table[S][K] extends Option<T> ? K : never
}[Key<S>]

/** An option with its names. */
export interface NamedOption {
  readonly section: Section
  readonly key: string
  readonly option: Option
  /** Where it may stand, its present place first. */
  readonly places: readonly Place[]
}

export interface Place {
  readonly section: string
  readonly key: string
  readonly variable: string
}

export const namedOptions: readonly NamedOption[] = Object.entries(optionTable).flatMap(([section, options]) =>
  Object.entries(options as Options).map(([key, option]) => ({
    section: section as Section,
    key,
    option,
    places: [placeOf(section, key), ...(option.formerly ?? []).map(formerPlace)],
  })),
)

/** The environment variable of an option, as Airflow builds it. */
export function variableName(section: string, key: string): string {
  return `AIRFLOW__${section.toUpperCase().replaceAll('.', '_')}__${key.toUpperCase()}`
}

function placeOf(section: string, key: string): Place {
  return { section, key, variable: variableName(section, key) }
}

function formerPlace(place: string): Place {
  const [section, key] = place.split('.') as [string, string]
  return placeOf(section, key)
}
