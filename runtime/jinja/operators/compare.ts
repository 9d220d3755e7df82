import type { Budget } from '../budget.ts'
import { TemplateValueError } from '../errors.ts'
import { isTemplateObject, TEMPLATE_OPERATORS } from '../protocol.ts'
import { dictEntries, dictGet, dictHas, dictSize } from '../values/dict.ts'
import { isNumeric, numberOf } from '../values/numbers.ts'
import { DictView, Range, requireDefined, Tuple } from '../values/python-types.ts'
import { itemsOf } from '../values/sequence.ts'
import { type Dict, isDict, typeName } from '../values/type-of.ts'

export type Ordering = '<' | '<=' | '>' | '>='

/** Python's `==`. */
export function equals(left: unknown, right: unknown, budget: Budget): boolean {
  budget.charge(1)
  requireDefined(left)
  requireDefined(right)
  if (typeof left === 'string' && typeof right === 'string') budget.read(left)
  if (left === right) return true
  if (isNumeric(left) && isNumeric(right)) return numberOf(left) === numberOf(right)
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  return objectsEqual(left, right, budget)
}

function objectsEqual(left: object, right: object, budget: Budget): boolean {
  const leftItems = sequenceItems(left, budget)
  const rightItems = sequenceItems(right, budget)
  if (leftItems !== undefined && rightItems !== undefined) {
    return typeName(left) === typeName(right) && itemsEqual(leftItems, rightItems, budget)
  }
  if (isDict(left) && isDict(right)) return dictsEqual(left, right, budget)
  return hostOrder(left, right) === 0
}

const itemsEqual = (left: readonly unknown[], right: readonly unknown[], budget: Budget): boolean =>
  left.length === right.length && left.every((item, index) => equals(item, right[index], budget))

const dictsEqual = (left: Dict, right: Dict, budget: Budget): boolean =>
  dictSize(left) === dictSize(right) &&
  dictEntries(left).every(([key, item]) => dictHas(right, key) && equals(item, dictGet(right, key), budget))

/** Python's `<`, `<=`, `>` and `>=`. */
export function isOrdered(operator: Ordering, [left, right]: readonly [unknown, unknown], budget: Budget): boolean {
  const order = orderOf(left, right, budget)
  if (order === undefined) {
    throw new TemplateValueError(
      `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
    )
  }
  return holds(operator, order)
}

/** For sorting: fails where Python's `<` does. */
export const comparator =
  (budget: Budget) =>
  (left: unknown, right: unknown): number => {
    if (isOrdered('<', [left, right], budget)) return -1
    return equals(left, right, budget) ? 0 : 1
  }

/** Python's `in`. */
export function contains(container: unknown, item: unknown, budget: Budget): boolean {
  requireDefined(container)
  requireDefined(item)
  if (typeof container === 'string') return textContains(container, item, budget)
  if (isDict(container)) return dictHas(container, item)
  if (container instanceof Range && isNumeric(item)) return rangeHas(container, numberOf(item))
  if (typeof container !== 'object' || container === null) {
    throw new TemplateValueError(`argument of type '${typeName(container)}' is not iterable`)
  }
  return itemsOf(container, budget).some(other => equals(other, item, budget))
}

function textContains(text: string, item: unknown, budget: Budget): boolean {
  if (typeof item !== 'string') {
    throw new TemplateValueError(`'in <string>' requires string as left operand, not ${typeName(item)}`)
  }
  budget.read(text)
  return text.includes(item)
}

const rangeHas = ({ start, step, length }: Range, item: number): boolean => {
  const index = (item - start) / step
  return Number.isInteger(index) && index >= 0 && index < length
}

function holds(operator: Ordering, order: number): boolean {
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

/** NaN when unordered, undefined when Python has no order. */
function orderOf(left: unknown, right: unknown, budget: Budget): number | undefined {
  budget.charge(1)
  requireDefined(left)
  requireDefined(right)
  if (isNumeric(left) && isNumeric(right)) return numberOrder(numberOf(left), numberOf(right))
  if (typeof left === 'string' && typeof right === 'string') return textOrder(left, right)
  const leftItems = orderedItems(left)
  const rightItems = orderedItems(right)
  if (leftItems === undefined || rightItems === undefined) return hostOrder(left, right)
  return typeName(left) === typeName(right) ? itemsOrder(leftItems, rightItems, budget) : undefined
}

function itemsOrder(left: readonly unknown[], right: readonly unknown[], budget: Budget): number | undefined {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index += 1) {
    if (!equals(left[index], right[index], budget)) return orderOf(left[index], right[index], budget)
  }
  return left.length - right.length
}

/** Of all sequences, only lists and tuples have an order. */
function orderedItems(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  return value instanceof Tuple ? value.items : undefined
}

const sequenceItems = (value: unknown, budget: Budget): readonly unknown[] | undefined =>
  Array.isArray(value) || value instanceof Tuple || value instanceof Range || value instanceof DictView
    ? itemsOf(value, budget)
    : undefined

const numberOrder = (left: number, right: number): number => {
  if (left === right) return 0
  return left < right ? -1 : left - right
}

function textOrder(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

function hostOrder(left: unknown, right: unknown): number | undefined {
  if (isTemplateObject(left)) {
    const order = left[TEMPLATE_OPERATORS]?.compare?.(right)
    if (order !== undefined) return order
  }
  if (!isTemplateObject(right)) return undefined
  const reflected = right[TEMPLATE_OPERATORS]?.compare?.(left)
  return reflected === undefined ? undefined : -reflected
}
