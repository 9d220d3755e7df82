import { FlowerConfUnreadable } from '../errors.ts'

/** Of Flower's own options, those that the file of `--flower-conf` and variables such as FLOWER_MAX_TASKS may set. */
export interface FlowerOptions {
  readonly url_prefix?: string
  readonly basic_auth?: string
  readonly broker_api?: string
  readonly max_tasks?: number
  readonly max_workers?: number
  /** Milliseconds. */
  readonly inspect_timeout?: number
  /** Seconds. */
  readonly purge_offline_workers?: number
  readonly read_only?: boolean
}

export type OptionValue = string | number | boolean | null

const KINDS: Readonly<Record<keyof FlowerOptions, 'text' | 'number' | 'flag'>> = {
  url_prefix: 'text',
  basic_auth: 'text',
  broker_api: 'text',
  max_tasks: 'number',
  max_workers: 'number',
  inspect_timeout: 'number',
  purge_offline_workers: 'number',
  read_only: 'flag',
}

/** Of those that Flower knows, these change nothing here: airflow.cfg has them, or there is nothing to choose. */
const WITHOUT_EFFECT: readonly string[] = [
  ...['address', 'auto_refresh', 'broker', 'conf', 'cookie_secret', 'db', 'debug', 'enable_events', 'format_task'],
  ...['inspect', 'natural_time', 'persistent', 'port', 'state_save_interval', 'tasks_columns', 'timezone', 'xheaders'],
]

const OAUTH: readonly string[] = ['auth', 'auth_provider', 'oauth2_key', 'oauth2_secret', 'oauth2_redirect_uri']

/** How a value of that option has to look; null where it may be passed over. @throws FlowerConfUnreadable for options that would protect flower and that we lack, and for unknown ones */
export function optionKind(name: string, place: string): 'text' | 'number' | 'flag' | null {
  if (WITHOUT_EFFECT.includes(name)) return null
  if (OAUTH.includes(name)) throw new FlowerConfUnreadable(place, { problem: noOAuth(name) })
  if (Object.hasOwn(KINDS, name)) return KINDS[name as keyof FlowerOptions]
  throw new FlowerConfUnreadable(place, { problem: `${name} is not supported here` })
}

/** None where the value is null, which leaves the option as it is. @throws FlowerConfUnreadable */
export function optionOf(name: string, value: OptionValue, place: string): [string, OptionValue][] {
  const kind = optionKind(name, place)
  if (kind === null || value === null || value === '') return []
  if (FITS[kind](value)) return [[name, value]]
  throw new FlowerConfUnreadable(place, { problem: `${name} has to be ${EXPECTED[kind]}` })
}

const noOAuth = (name: string): string =>
  `flower does not sign people in with OAuth, which ${name} asks for. Remove it, and use basic_auth or the users of Airflow (airflow users create); or put a proxy in front that signs people in`

const FITS: Readonly<Record<'text' | 'number' | 'flag', (value: OptionValue) => boolean>> = {
  text: value => typeof value === 'string',
  number: value => typeof value === 'number' && value > 0,
  flag: value => typeof value === 'boolean',
}

const EXPECTED = { text: 'a text in quotes', number: 'a number above 0', flag: 'True or False' } as const
