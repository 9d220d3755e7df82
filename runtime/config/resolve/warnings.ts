import { isKnownSection, keyNames, knownName, sectionNames } from '../options/names.ts'
import { namedOptions, optionTable, variableName } from '../options/table.ts'
import { type Unsupported, unsupported } from '../options/without-effect.ts'
import type { Sources } from './candidates.ts'
import { nearest } from './edit-distance.ts'
import type { Settings } from './resolved-config.ts'

/** What stands in the configuration and does not do what its writer may think. */
export function warningsOf(sources: Sources, settings: Settings): string[] {
  const names = namesIn(sources).filter(({ section, key }) => !isPlainOption(section, key))
  return [
    ...names.flatMap(name => nameWarning(name, settings) ?? []),
    ...unsupportedIn(sources),
    ...celerySettingsWithoutEffect(settings),
  ]
}

interface Name {
  readonly section: string
  readonly key: string
  /** The file and line; null when the name is that of a variable. */
  readonly line: string | null
}

function namesIn({ file, variables }: Sources): Name[] {
  const ofFile = [...file.sections].flatMap(([section, { values }]) =>
    [...values].map(([key, { line }]) => ({ section, key, line: `${file.file}:${line}` })),
  )
  const ofVariables = [...variables.keys()].flatMap(variable => {
    const parts = /^AIRFLOW__(.+?)__(.+)$/.exec(variable)
    return parts ? [{ section: lower(parts[1]), key: lower(parts[2]), line: null }] : []
  })
  return [...ofFile, ...ofVariables]
}

function isPlainOption(section: string, key: string): boolean {
  const options: Readonly<Record<string, object>> = optionTable
  const keys = options[section]
  return keys !== undefined && Object.hasOwn(keys, key)
}

function nameWarning(name: Name, settings: Settings): string | null {
  const known = knownName(name.section, name.key)
  if (known?.kind === 'option') return known.isFormer ? movedWarning(name, name.key, settings) : null
  if (known) return null
  const base = name.key.replace(/_(cmd|secret)$/, '')
  const knownBase = base === name.key ? null : knownName(name.section, base)
  if (knownBase?.kind !== 'option') return knownBase ? null : unknownWarning(name)
  if (!knownBase.named.option.isSensitive) {
    return `${shown(name)} is ignored: only passwords and the like may come from a command or a secrets backend`
  }
  return knownBase.isFormer ? movedWarning(name, base, settings) : null
}

function movedWarning(name: Name, formerKey: string, settings: Settings): string {
  const known = knownName(name.section, formerKey)
  if (known?.kind !== 'option') throw new Error(`${name.section}.${formerKey} is no former place`)
  const { section, key } = known.named
  const winner = settings.get(`${section}.${key}`)?.winner
  const isOtherPlace = winner && (winner.place.section !== name.section || winner.place.key !== formerKey)
  const suffix = name.key.slice(formerKey.length)
  const place = written({ section, key: key + suffix }, name)
  return isOtherPlace
    ? `${shown(name)} is ignored, since ${winner.origin} sets ${place}: delete it`
    : `${shown(name)} has moved: write it as ${place}`
}

function unknownWarning(name: Name): string {
  const meant = isKnownSection(name.section) ? similarOption(name) : similarSection(name)
  const advice = meant ? `; did you mean ${written(meant, name)}?` : ''
  const missing = isKnownSection(name.section) ? 'such option' : `section [${name.section}]`
  return `${shown(name)} has no effect: there is no ${missing}${advice}`
}

interface Names {
  readonly section: string
  readonly key: string
}

function similarSection({ section, key }: Name): Names | null {
  const similar = nearest(section.toLowerCase(), sectionNames())
  return similar === null ? null : { section: similar, key }
}

function similarOption({ section, key }: Name): Names | null {
  const elsewhere = namedOptions.find(named => named.key === key)
  const similar = nearest(key, keyNames(section))
  return elsewhere ?? (similar === null ? null : { section, key: similar })
}

function shown(name: Name): string {
  return name.line === null ? written(name, name) : `${name.line}: ${written(name, name)}`
}

/** The names as they would be written where the given name stands: in the file, or as a variable. */
function written({ section, key }: Names, { line }: Name): string {
  return line === null ? variableName(section, key) : `[${section}] ${key}`
}

function unsupportedIn(sources: Sources): string[] {
  return unsupported.flatMap(one => {
    const set = valueSet(one, sources)
    if (set === null || isHarmless(one, set.text)) return []
    return [`${shown({ ...one, ...set })} is not supported: ${one.reason}`]
  })
}

/** Airflow hands these on to the Celery library, which is not here. */
function celerySettingsWithoutEffect(settings: Settings): string[] {
  const setting = settings.get('celery.extra_celery_config')
  if (!setting?.winner) return []
  const others = Object.keys(setting.resolve().value ?? {}).filter(name => name !== 'result_extended')
  if (others.length === 0) return []
  const subject = `${setting.winner.origin}: ${others.join(', ')} of [celery] extra_celery_config`
  return [`${subject} has no effect: there is no Celery library to configure`]
}

function valueSet(
  { section, key }: Unsupported,
  { file, variables }: Sources,
): { text: string; line: string | null } | null {
  const variable = variables.get(variableName(section, key))
  if (variable !== undefined) return { text: variable, line: null }
  const value = file.sections.get(section)?.values.get(key)
  return value ? { text: value.text, line: `${file.file}:${value.line}` } : null
}

function isHarmless({ harmless }: Unsupported, text: string): boolean {
  const value = text.trim().toLowerCase()
  return value === '' || value === 'none' || harmless.includes(value)
}

const lower = (text: string | undefined): string => (text as string).toLowerCase()
