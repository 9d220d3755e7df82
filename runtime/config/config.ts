import type { Key, KeyOf, Section } from './options/table.ts'

export type Source = 'env' | 'env_cmd' | 'env_secret' | 'file' | 'file_cmd' | 'file_secret' | 'default'

/** One option as `airflow config list` shows it; reading `value` or `source` may run the command behind it. */
export interface ConfigEntry {
  readonly section: string
  readonly key: string
  readonly value: string
  readonly source: Source
  readonly isSensitive: boolean
  /** Whether the value is the default one, wherever it came from. */
  readonly isDefault: boolean
  /** `FILE:LINE`, the variable, or `default`; reading it may run the command, too. */
  readonly origin: string
  /** Null for a name that is not in the option table; so is `initial`. */
  readonly description: string | null
  /** The default value. */
  readonly initial: string | null
}

/**
 * The configuration of this process. All values were checked when it was loaded, except those that come from a command
 * or a secrets backend: these are fetched once, at the first question, which may throw.
 */
export interface Config {
  /** AIRFLOW_HOME, absolute. */
  readonly home: string
  /** The airflow.cfg that was read. */
  readonly file: string
  /** Old places, unknown names and settings without support, one sentence each. */
  readonly warnings: readonly string[]
  /** The value as text; of an enum, as the option table spells it. */
  string<S extends Section>(section: S, key: Key<S>): string
  /** Null where the value is empty. */
  optional<S extends Section>(section: S, key: Key<S>): string | null
  /** Throws ConfigValueMissing where the option has no default and is not set; so do the other typed questions. */
  integer<S extends Section>(section: S, key: KeyOf<S, 'integer' | 'octal'>): number
  optionalInteger<S extends Section>(section: S, key: KeyOf<S, 'integer' | 'octal'>): number | null
  float<S extends Section>(section: S, key: KeyOf<S, 'float' | 'integer'>): number
  boolean<S extends Section>(section: S, key: KeyOf<S, 'boolean'>): boolean
  list<S extends Section>(section: S, key: KeyOf<S, 'list'>): readonly string[]
  /** Null where the option is not set. */
  json<S extends Section>(section: S, key: KeyOf<S, 'json'>): unknown
  source<S extends Section>(section: S, key: Key<S>): Source
  /** Every option of the table, then what else the file holds. */
  entries(): readonly ConfigEntry[]
  /** By any names, old places too; null when the option does not exist. For what a user typed. */
  entry(section: string, key: string): ConfigEntry | null
  /** Sections of the table and of the file. */
  sections(): readonly string[]
}
