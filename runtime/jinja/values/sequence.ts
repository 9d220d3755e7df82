import type { Budget } from '../budget.ts'
import { TemplateValueError } from '../errors.ts'
import { isTemplateObject, TEMPLATE_ITEMS } from '../protocol.ts'
import { dictKeys, dictSize, fromHost } from './dict.ts'
import { DictView, isEmptyUndefined, Range, requireDefined, Tuple } from './python-types.ts'
import { isDict, typeName } from './type-of.ts'

/** All that Python's iteration over the value gives. */
export function itemsOf(value: unknown, budget: Budget): readonly unknown[] {
  if (isEmptyUndefined(value)) return []
  const items = tryItems(requireDefined(value), budget)
  if (items === undefined) throw new TemplateValueError(`'${typeName(value)}' object is not iterable`)
  return items
}

export const isIterable = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'object' && value !== null && lengthOf(value) !== undefined)

/** Python's len(); undefined for what has none. */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return textLength(value)
  if (Array.isArray(value) || value instanceof Range) return value.length
  if (value instanceof Tuple || value instanceof DictView) return value.items.length
  if (isDict(value)) return dictSize(value)
  return isTemplateObject(value) ? value[TEMPLATE_ITEMS]?.().length : undefined
}

function tryItems(value: unknown, budget: Budget): readonly unknown[] | undefined {
  if (value instanceof Range) return rangeItems(value, budget)
  const items = directItems(value)
  if (items !== undefined) budget.charge(items.length)
  return items
}

function directItems(value: unknown): readonly unknown[] | undefined {
  if (typeof value === 'string') return characters(value)
  if (Array.isArray(value)) return value.includes(undefined) ? value.map(fromHost) : value
  if (value instanceof Tuple || value instanceof DictView) return value.items
  if (isDict(value)) return dictKeys(value)
  return isTemplateObject(value) ? value[TEMPLATE_ITEMS]?.() : undefined
}

function rangeItems(range: Range, budget: Budget): readonly number[] {
  budget.charge(range.length)
  return Array.from({ length: range.length }, (_, index) => range.start + index * range.step)
}

const SURROGATE = /[\ud800-\udfff]/

/** Python counts code points, JavaScript UTF-16 units. */
export const isSingleUnits = (text: string): boolean => !SURROGATE.test(text)

export const textLength = (text: string): number => (isSingleUnits(text) ? text.length : [...text].length)

export const characters = (text: string): string[] => (isSingleUnits(text) ? text.split('') : [...text])
