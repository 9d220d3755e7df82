import { formatExpected } from '../options/formats.ts'
import type { Option, OptionType } from '../options/option.ts'

/** Null where the text is empty and so is the default: the option is not set. */
export type Value = string | number | boolean | readonly string[] | Json | null

export type Json = { readonly [key: string]: unknown } | readonly unknown[]

export type Reading = { readonly value: Value } | { readonly expected: string }

/** The value that a text stands for by the option's type, or what it should have been. */
export function typedValue(option: Option, text: string): Reading {
  const isUnset = text.trim() === '' && option.default === ''
  return isUnset ? { value: option.type === 'list' ? [] : null } : readers[option.type](option, text)
}

const readers: Record<OptionType, (option: Option, text: string) => Reading> = {
  string: readString,
  integer: readInteger,
  octal: readOctal,
  float: readFloat,
  boolean: readBoolean,
  list: (_, text) => ({ value: listed(text) }),
  json: readJson,
  enum: readEnum,
}

function readString({ format }: Option, text: string): Reading {
  const expected = format ? formatExpected(format, text) : null
  return expected === null ? { value: text } : { expected }
}

function readInteger(option: Option, text: string): Reading {
  // Python's int() takes spaces around, a sign and single underscores between digits.
  const value = /^[+-]?\d+(_\d+)*$/.test(text.trim()) ? Number(text.replaceAll('_', '')) : Number.NaN
  return atLeast(option, { value, kind: 'a whole number' })
}

function readFloat(option: Option, text: string): Reading {
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())
  return atLeast(option, { value: isNumber ? Number(text) : Number.NaN, kind: 'a number' })
}

function atLeast({ min }: Option, { value, kind }: { value: number; kind: string }): Reading {
  if (Number.isNaN(value) || (min !== undefined && value < min)) {
    return { expected: min === undefined ? kind : `${kind}, ${min} or more` }
  }
  return { value }
}

function readOctal(_: Option, text: string): Reading {
  const digits = /^(?:0o?)?([0-7]+)$/.exec(text.trim())
  return digits ? { value: Number.parseInt(digits[1] as string, 8) } : { expected: 'an octal number such as 0o644' }
}

function readBoolean(_: Option, text: string): Reading {
  // Airflow cuts what follows a # here, and only here.
  const word = (text.split('#')[0] as string).trim().toLowerCase()
  if (['t', 'true', '1'].includes(word)) return { value: true }
  return ['f', 'false', '0'].includes(word) ? { value: false } : { expected: 'True or False' }
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}

function readJson(_: Option, text: string): Reading {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return { value: value as Json }
  } catch {
    // The same explanation serves a broken text and a bare number.
  }
  return { expected: 'a JSON object or array' }
}

function readEnum({ values = [] }: Option, text: string): Reading {
  const value = values.find(one => one.toLowerCase() === text.trim().toLowerCase())
  return value === undefined ? { expected: `one of ${values.join(', ')}` } : { value }
}
