import type { JsonValue } from '../../model/keys.ts'
import type { Budget } from '../budget.ts'
import { dictEntries } from './dict.ts'
import { isNumeric, numberOf } from './numbers.ts'
import { DictView, Range, Tuple } from './python-types.ts'
import { itemsOf } from './sequence.ts'
import { toText } from './to-text.ts'
import { isDict } from './type-of.ts'

/** A template's value as JSON: tuples become lists, keys text; what JSON lacks, such as a date, becomes its text. */
export function toJsonValue(value: unknown, budget: Budget): JsonValue {
  budget.charge(1)
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (isNumeric(value)) return Number.isFinite(numberOf(value)) ? numberOf(value) : toText(value, budget)
  if (isDict(value)) {
    return Object.fromEntries(dictEntries(value).map(([key, item]) => [toText(key, budget), toJsonValue(item, budget)]))
  }
  const isList = Array.isArray(value) || value instanceof Tuple || value instanceof Range || value instanceof DictView
  return isList ? itemsOf(value, budget).map(item => toJsonValue(item, budget)) : toText(value, budget)
}
