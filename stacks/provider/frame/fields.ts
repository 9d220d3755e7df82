import { isIP } from 'node:net'
import type { HostAccess } from '../types/host-access.ts'
import { isKnown, type Properties } from './values.ts'

/** What one input may be. */
export interface Field {
  /** What is expected instead of the value, for a message; null where the value is fine. */
  readonly expected: (value: unknown) => string | null
  readonly isOptional: boolean
  readonly fallback?: unknown
}

/** One field for each input of a resource. */
export type Fields<Inputs> = { readonly [Key in keyof Required<Inputs>]: Field }

export interface Failure {
  readonly property: string
  readonly reason: string
}

/** What is wrong with the inputs. What is not known yet is not judged. */
export function failuresOf(fields: Readonly<Record<string, Field>>, inputs: Properties): Failure[] {
  const strange = Object.keys(inputs).filter(key => !(key in fields))
  return [
    ...strange.map(property => ({
      property,
      reason: `there is no such input. Known: ${Object.keys(fields).join(', ')}`,
    })),
    ...Object.entries(fields).flatMap(([property, field]) => failureOf(property, field, inputs[property])),
  ]
}

export function withFallbacks(fields: Readonly<Record<string, Field>>, inputs: Properties): Properties {
  const missing = Object.entries(fields).filter(
    ([key, { fallback }]) => inputs[key] === undefined && fallback !== undefined,
  )
  return { ...inputs, ...Object.fromEntries(missing.map(([key, { fallback }]) => [key, fallback])) }
}

export const optional = (field: Field, fallback?: unknown): Field => ({ ...field, isOptional: true, fallback })

export const text: Field = must('a text that is not empty', value => typeof value === 'string' && value !== '')

export const anyText: Field = must('a text', value => typeof value === 'string')

export const flag: Field = must('true or false', value => typeof value === 'boolean')

export const integer = (from: number, to: number): Field =>
  must(
    `a whole number from ${from} to ${to}`,
    value => Number.isInteger(value) && Number(value) >= from && Number(value) <= to,
  )

export const matching = (pattern: RegExp, expected: string): Field =>
  must(expected, value => typeof value === 'string' && pattern.test(value))

export const oneOf = (...choices: readonly string[]): Field =>
  must(`one of ${choices.join(', ')}`, value => choices.includes(String(value)))

export const listOf = (item: Field): Field => ({
  isOptional: false,
  expected: value =>
    Array.isArray(value)
      ? worst(
          value.map(each => item.expected(each)),
          'a list, each ',
        )
      : 'a list',
})

export const recordOf = (item: Field): Field => ({
  isOptional: false,
  expected: value =>
    isObject(value)
      ? worst(
          Object.values(value).map(each => item.expected(each)),
          'each ',
        )
      : 'an object',
})

export const objectOf = (fields: Readonly<Record<string, Field>>): Field => ({
  isOptional: false,
  expected: value => {
    if (!isObject(value)) return 'an object'
    const [failure] = failuresOf(fields, value)
    return failure === undefined ? null : `"${failure.property}" to be right: ${failure.reason}`
  },
})

export const absolutePath: Field = matching(
  /^(?!.*\/\.\.?(\/|$))\/[^\0\n]*[^/\0\n]$/,
  'an absolute path without . or .. that does not end in /, as in /opt/slipstream',
)

export const octalMode: Field = matching(/^0?[0-7]{3,4}$/, 'an octal mode, as in 0644')

export const linuxName: Field = matching(
  /^[a-z_][a-z0-9_-]{0,31}\$?$/,
  'the name of a Linux user or group, as in ubuntu',
)

export const sha256: Field = matching(/^[0-9a-f]{64}$/, 'a SHA-256 in hex')

export const port: Field = integer(1, 65_535)

export const triggers: Field = optional(listOf(anyText), [])

export const hostAccess: Field = {
  isOptional: false,
  expected: value => objectOf(hostFields(hostAccessFields)).expected(value),
}

const hostAddress = must(
  'a host name or an IP address, as in 192.168.0.10',
  value => typeof value === 'string' && (isIP(value) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(value)),
)

const hostAccessFields: Omit<Fields<HostAccess>, 'jump'> = {
  name: optional(text),
  address: hostAddress,
  port: optional(port),
  user: linuxName,
  privateKey: optional(text),
  passphrase: optional(text),
  agent: optional(text),
  hostKey: optional(matching(/^[a-z0-9@.-]+ [A-Za-z0-9+/=]+( .*)?$/, 'a host key, as in ssh-ed25519 AAAA…')),
  knownHosts: optional(text),
  sudoPassword: optional(text),
}

const hostFields = (fields: typeof hostAccessFields): Readonly<Record<string, Field>> => ({
  ...fields,
  jump: optional(hostAccess),
})

function must(expected: string, isGood: (value: unknown) => boolean): Field {
  return { isOptional: false, expected: value => (isGood(value) ? null : expected) }
}

function failureOf(property: string, field: Field, value: unknown): Failure[] {
  if (value === undefined || value === null) {
    return field.isOptional
      ? []
      : [{ property, reason: `is missing: ${field.expected(undefined) ?? 'a value'} is expected` }]
  }
  const expected = isKnown(value) ? field.expected(value) : null
  return expected === null ? [] : [{ property, reason: `expected ${expected}` }]
}

const worst = (problems: readonly (string | null)[], before: string): string | null => {
  const problem = problems.find(each => each !== null)
  return problem === undefined || problem === null ? null : `${before}${problem}`
}

const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
