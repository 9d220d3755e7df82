import type { Budget } from '../budget.ts'
import { TemplateValueError } from '../errors.ts'
import { dictEntries } from '../values/dict.ts'
import { float, floatText, int, isFloat, numberOf } from '../values/numbers.ts'
import { requireDefined, Tuple } from '../values/python-types.ts'
import { type Dict, isDict, typeName } from '../values/type-of.ts'

export interface JsonStyle {
  readonly sortKeys: boolean
  /** null: on one line. */
  readonly indent: number | null
}

/** Python's json.dumps(): spaces behind commas and colons, text in ASCII. */
export function dumpJson(value: unknown, style: JsonStyle, budget: Budget): string {
  budget.room(style.indent ?? 0)
  return budget.text(dump(value, { ...style, depth: 1 }, budget))
}

/** Python's json.loads(): `1.0` stays a float. */
export function loadJson(text: string): unknown {
  try {
    return JSON.parse(text, reviveNumber)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new TemplateValueError(`json.loads: the text is not JSON: ${cause.message}`, { cause })
  }
}

type Place = JsonStyle & { readonly depth: number }

function dump(value: unknown, place: Place, budget: Budget): string {
  requireDefined(value)
  budget.charge(1)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return jsonText(value)
  if (isFloat(value)) return floatJson(numberOf(value))
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return dumpList(value, place, budget)
  if (value instanceof Tuple) return dumpList(value.items, place, budget)
  if (isDict(value)) return dumpDict(value, place, budget)
  throw new TemplateValueError(`Object of type ${typeName(value)} is not JSON serializable`)
}

function dumpList(items: readonly unknown[], place: Place, budget: Budget): string {
  const inner = { ...place, depth: place.depth + 1 }
  return bracketed(
    '[]',
    items.map(item => dump(item, inner, budget)),
    place,
  )
}

function dumpDict(dict: Dict, place: Place, budget: Budget): string {
  const inner = { ...place, depth: place.depth + 1 }
  const entries = dictEntries(dict).map(([key, item]) => [keyText(key), item] as const)
  if (place.sortKeys) entries.sort(([left], [right]) => (left < right ? -1 : Number(left > right)))
  return bracketed(
    '{}',
    entries.map(([key, item]) => `${jsonText(key)}: ${dump(item, inner, budget)}`),
    place,
  )
}

function bracketed(brackets: '[]' | '{}', parts: readonly string[], { indent, depth }: Place): string {
  if (parts.length === 0 || indent === null) return brackets.charAt(0) + parts.join(', ') + brackets.charAt(1)
  const margin = `\n${' '.repeat(indent * depth)}`
  const end = `\n${' '.repeat(indent * (depth - 1))}`
  return brackets.charAt(0) + margin + parts.join(`,${margin}`) + end + brackets.charAt(1)
}

function keyText(key: unknown): string {
  if (typeof key === 'string') return key
  if (key === null || typeof key === 'boolean') return String(key)
  if (isFloat(key)) return floatJson(numberOf(key))
  if (typeof key === 'number') return String(key)
  throw new TemplateValueError(`keys must be str, int, float, bool or None, not ${typeName(key)}`)
}

const floatJson = (value: number): string => {
  if (Number.isFinite(value)) return floatText(value)
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? 'Infinity' : '-Infinity'
}

const jsonText = (text: string): string =>
  JSON.stringify(text).replace(/[\x7f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** `source` is how the number is written (a newer part of JSON.parse than its types know). */
function reviveNumber(_key: string, value: unknown, ...[context]: readonly { readonly source?: string }[]): unknown {
  if (typeof value !== 'number') return value
  return /[.eE]/.test(context?.source ?? '') ? float(value) : int(value)
}
