import { type NamedOption, namedOptions, optionTable } from './table.ts'
import { unsupported, withoutEffect } from './without-effect.ts'

export type Known =
  | { readonly kind: 'option'; readonly named: NamedOption; readonly isFormer: boolean }
  | { readonly kind: 'without_effect'; readonly reason: string }

/** What a place in the configuration means to us; null when nothing does. */
export function knownName(section: string, key: string): Known | null {
  return exactly(section, key) ?? anyKeyOf(section)
}

export function isKnownSection(section: string): boolean {
  return sectionNames().includes(section)
}

export function sectionNames(): string[] {
  return [...new Set([...Object.keys(optionTable), ...withoutEffect.map(one => one.section)])]
}

/** Keys that have an effect in a section, for suggestions. */
export function keyNames(section: string): string[] {
  return namedOptions.filter(named => named.section === section).map(named => named.key)
}

function exactly(section: string, key: string): Known | undefined {
  names ??= new Map([...quietNames(), ...formerNames(), ...presentNames()])
  return names.get(`${section}.${key}`)
}

// Built at the first question: loading a configuration that names nothing asks none.
let names: Map<string, Known> | undefined

function quietNames(): [string, Known][] {
  const listed = withoutEffect.flatMap(({ section, reason, keys }) =>
    keys === '*' ? [] : keys.map(key => ({ section, key, reason })),
  )
  return [...listed, ...unsupported].map(({ section, key, reason }) => [
    `${section}.${key}`,
    { kind: 'without_effect', reason },
  ])
}

function formerNames(): [string, Known][] {
  return namedOptions.flatMap(named =>
    named.places
      .slice(1)
      .map((place): [string, Known] => [`${place.section}.${place.key}`, { kind: 'option', named, isFormer: true }]),
  )
}

function presentNames(): [string, Known][] {
  return namedOptions.map(named => [`${named.section}.${named.key}`, { kind: 'option', named, isFormer: false }])
}

function anyKeyOf(section: string): Known | null {
  const whole = withoutEffect.find(one => one.section === section && one.keys === '*')
  return whole ? { kind: 'without_effect', reason: whole.reason } : null
}
