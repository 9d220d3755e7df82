import type { Format } from './formats.ts'

export type OptionType = 'string' | 'integer' | 'octal' | 'float' | 'boolean' | 'list' | 'json' | 'enum'

/** One option of airflow.cfg: the only place where its type, default and meaning are written down. */
export interface Option<T extends OptionType = OptionType> {
  readonly type: T
  /** As it would be written in the file, but with single `%`; empty means unset. */
  readonly default: string
  readonly description: string
  /** May come from a command or a secrets backend, and is never shown. */
  readonly isSensitive?: true
  /** A template of Airflow: `$VAR` and `~` stay as they are. */
  readonly isTemplate?: true
  /** Made once, when airflow.cfg is first written. */
  readonly isGenerated?: true
  readonly values?: readonly string[]
  readonly min?: number
  readonly format?: Format
  /** Older places as `section.key`, newest first; they are still read, with a warning. */
  readonly formerly?: readonly string[]
}

export type Options = Readonly<Record<string, Option>>

type Traits = Partial<Omit<Option, 'type' | 'default' | 'description' | 'values'>>

export const string = constructorOf('string')
export const integer = constructorOf('integer')
export const octal = constructorOf('octal')
export const float = constructorOf('float')
export const boolean = constructorOf('boolean')
export const list = constructorOf('list')
export const json = constructorOf('json')

export function oneOf(
  values: readonly string[],
  [initial, description]: readonly [string, string],
  traits: Traits = {},
): Option<'enum'> {
  return { type: 'enum', default: initial, description, values, ...traits }
}

function constructorOf<T extends OptionType>(type: T) {
  return (initial: string, description: string, traits: Traits = {}): Option<T> => ({
    type,
    default: initial,
    description,
    ...traits,
  })
}
