import type { Config, ConfigEntry, Source } from '../config.ts'
import { ConfigValueMissing } from '../errors.ts'
import { knownName } from '../options/names.ts'
import { isSecretName } from '../options/secret-names.ts'
import { variableName } from '../options/table.ts'
import type { Sources } from './candidates.ts'
import { expandVariables } from './expand-variables.ts'
import { interpolated } from './interpolation.ts'
import type { Setting } from './setting.ts'
import type { Value } from './typed-value.ts'

/** The settings of all options, by `section.key`. */
export type Settings = ReadonlyMap<string, Setting>

export class ResolvedConfig implements Config {
  readonly home: string
  readonly file: string
  readonly warnings: readonly string[]
  readonly #settings: Settings
  readonly #sources: Sources

  constructor(settings: Settings, sources: Sources, warnings: readonly string[]) {
    this.home = sources.home
    this.file = sources.file.file
    this.warnings = warnings
    this.#settings = settings
    this.#sources = sources
  }

  string(section: string, key: string): string {
    const { text, value } = this.#setting(section, key).resolve()
    return typeof value === 'string' ? value : text
  }

  optional(section: string, key: string): string | null {
    const text = this.string(section, key)
    return text.trim() === '' ? null : text
  }

  integer(section: string, key: string): number {
    return this.#required(section, key) as number
  }

  optionalInteger(section: string, key: string): number | null {
    return this.#value(section, key) as number | null
  }

  float(section: string, key: string): number {
    return this.#required(section, key) as number
  }

  boolean(section: string, key: string): boolean {
    return this.#required(section, key) as boolean
  }

  list(section: string, key: string): readonly string[] {
    return this.#required(section, key) as readonly string[]
  }

  json(section: string, key: string): unknown {
    return this.#value(section, key)
  }

  source(section: string, key: string): Source {
    return this.#setting(section, key).resolve().source
  }

  entries(): readonly ConfigEntry[] {
    return [...[...this.#settings.values()].map(setting => this.#entryOf(setting)), ...this.#otherEntries()]
  }

  entry(section: string, key: string): ConfigEntry | null {
    const [inSection, name] = [section.toLowerCase(), key.toLowerCase()]
    const known = knownName(inSection, name)
    if (known?.kind === 'option') return this.#entryOf(this.#setting(known.named.section, known.named.key))
    return this.#otherVariable(section, name) ?? this.#otherEntries().find(sameNames(section, name)) ?? null
  }

  sections(): readonly string[] {
    const ofTable = [...this.#settings.values()].map(({ named }) => named.section)
    return [...new Set([...ofTable, ...this.#sources.file.sections.keys()])]
  }

  #setting(section: string, key: string): Setting {
    const setting = this.#settings.get(`${section}.${key}`)
    if (setting) return setting
    throw new Error(`[${section}] ${key} is not in the option table`)
  }

  #value(section: string, key: string): Value {
    return this.#setting(section, key).resolve().value
  }

  #required(section: string, key: string): Value {
    const value = this.#value(section, key)
    if (value === null) throw new ConfigValueMissing(section, key, variableName(section, key))
    return value
  }

  #entryOf({ named, resolve }: Setting): ConfigEntry {
    const initial = named.option.default.replaceAll('{AIRFLOW_HOME}', this.home)
    return {
      section: named.section,
      key: named.key,
      isSensitive: named.option.isSensitive === true,
      description: named.option.description,
      initial,
      get value() {
        return resolve().text
      },
      get source() {
        return resolve().source
      },
      get origin() {
        return resolve().origin
      },
      get isDefault() {
        return resolve().text === initial
      },
    }
  }

  /** What the file holds beside the options of the table: the user's own names, and names without effect. */
  #otherEntries(): ConfigEntry[] {
    return [...this.#sources.file.sections].flatMap(([section, { values }]) =>
      [...values]
        .filter(([key]) => !isOption(section, key))
        .map(([key, { text, line }]) =>
          this.#otherEntry({ section, key, source: 'file', origin: `${this.file}:${line}`, text }),
        ),
    )
  }

  #otherVariable(section: string, key: string): ConfigEntry | null {
    const origin = variableName(section, key)
    const text = this.#sources.variables.get(origin)
    return text === undefined ? null : this.#otherEntry({ section, key, source: 'env', origin, text })
  }

  #otherEntry({ section, key, source, origin, text }: OtherEntry) {
    const { file, surroundings } = this.#sources
    return {
      section,
      key,
      source,
      origin,
      description: null,
      initial: null,
      isSensitive: isSecretName(key),
      isDefault: false,
      get value() {
        return expandVariables(source === 'file' ? interpolated(file, section, text) : text, surroundings)
      },
    }
  }
}

interface OtherEntry {
  readonly section: string
  readonly key: string
  readonly source: Source
  readonly origin: string
  readonly text: string
}

function isOption(section: string, key: string): boolean {
  const known = knownName(section, key) ?? knownName(section, key.replace(/_(cmd|secret)$/, ''))
  return known?.kind === 'option'
}

function sameNames(section: string, key: string): (entry: ConfigEntry) => boolean {
  return entry => entry.section === section && entry.key === key
}
