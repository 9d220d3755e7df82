import type { Budget } from '../budget.ts'
import { TemplateValueError } from '../errors.ts'
import { isTemplateObject } from '../protocol.ts'
import { dictEntries } from './dict.ts'
import { floatText } from './numbers.ts'
import {
  DictView,
  Float,
  isEmptyUndefined,
  Namespace,
  Range,
  requireDefined,
  Tuple,
  Undefined,
} from './python-types.ts'
import { isDict, typeName } from './type-of.ts'

/** Python's str(). */
export function toText(value: unknown, budget: Budget): string {
  if (typeof value === 'string') return value
  if (isEmptyUndefined(value)) return ''
  if (isTemplateObject(value)) return budget.text(value.toTemplateString())
  return repr(requireDefined(value), budget)
}

/** Python's repr(). */
export function repr(value: unknown, budget: Budget): string {
  switch (typeof value) {
    case 'string':
      return budget.text(quoted(value))
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return Number.isSafeInteger(value) ? String(value === 0 ? 0 : value) : floatText(value)
    case 'function':
      return `<function ${value.name}>`
    case 'object':
      return value === null ? 'None' : objectRepr(value, budget)
    default:
      throw unprintable(value)
  }
}

function objectRepr(value: object, budget: Budget): string {
  if (value instanceof Float) return floatText(value.value)
  if (value instanceof Undefined) return 'Undefined'
  if (value instanceof Range) return rangeRepr(value)
  if (isTemplateObject(value)) return budget.text(value.toTemplateRepr?.() ?? value.toTemplateString())
  return guarded(value, () => collectionRepr(value, budget))
}

function collectionRepr(value: object, budget: Budget): string {
  if (Array.isArray(value)) return listRepr(value, budget)
  if (value instanceof Tuple) return tupleRepr(value, budget)
  if (isDict(value)) return dictRepr(dictEntries(value), budget)
  if (value instanceof DictView) return `${value.kind}(${listRepr(value.items, budget)})`
  if (value instanceof Namespace) return `<Namespace ${dictRepr([...value.values], budget)}>`
  throw unprintable(value)
}

const listRepr = (items: readonly unknown[], budget: Budget): string => `[${joined(items, budget)}]`

const tupleRepr = (tuple: Tuple, budget: Budget): string =>
  tuple.items.length === 1 ? `(${joined(tuple.items, budget)},)` : `(${joined(tuple.items, budget)})`

const joined = (items: readonly unknown[], budget: Budget): string =>
  joinText(
    items.map(item => repr(item, budget)),
    budget,
  )

const dictRepr = (entries: readonly (readonly [unknown, unknown])[], budget: Budget): string =>
  `{${joinText(
    entries.map(([key, item]) => `${repr(key, budget)}: ${repr(item, budget)}`),
    budget,
  )}}`

function joinText(parts: readonly string[], budget: Budget): string {
  budget.charge(parts.length)
  return budget.joined(parts, ', ')
}

const rangeRepr = ({ start, stop, step }: Range): string =>
  step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`

const printing = new Set<object>()

/** A list that contains itself prints as `[...]` inside itself, as in Python. */
function guarded(value: object, print: () => string): string {
  if (printing.has(value)) return isDict(value) ? '{...}' : '[...]'
  printing.add(value)
  try {
    return print()
  } finally {
    printing.delete(value)
  }
}

/** Python quotes with ' unless the text has ' and no ". */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replace(NEEDS_ESCAPE, character => (character === quote ? `\\${quote}` : escapeOf(character)))
  return quote + escaped + quote
}

const NEEDS_ESCAPE = /['"\\]|(?! )[\p{C}\p{Z}]/gu
const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ["'", "'"],
  ['"', '"'],
])

function escapeOf(character: string): string {
  const short = SHORT_ESCAPES.get(character)
  if (short !== undefined) return short
  const hex = (character.codePointAt(0) as number).toString(16)
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

const unprintable = (value: unknown): TemplateValueError =>
  new TemplateValueError(`A JavaScript ${typeName(value)} has no text. Give templates plain data or a TemplateObject`)
