import type { Budget } from '../budget.ts'
import { TemplateValueError } from '../errors.ts'
import { attributeOf, GroupTuple, ownAttribute } from '../methods/attributes.ts'
import { arithmetic } from '../operators/arithmetic.ts'
import { comparator, equals } from '../operators/compare.ts'
import { type Engine, type Filter, withParameters } from '../protocol.ts'
import { required, textArgument, textOr } from '../values/arguments.ts'
import { dictEntries } from '../values/dict.ts'
import { integerArgument, isNumeric, numberOf } from '../values/numbers.ts'
import { isEmptyUndefined, requireDefined, Tuple, Undefined } from '../values/python-types.ts'
import { characters, itemsOf, lengthOf } from '../values/sequence.ts'
import { toText } from '../values/to-text.ts'
import { isTruthy } from '../values/truth.ts'
import { isDict, typeName } from '../values/type-of.ts'
import { undefinedAttribute } from '../values/undefined.ts'
import { attributeGetter, attributeGetters, ignoreCase, type Key } from './attribute.ts'

/** Filters of Jinja2 over lists, dicts and other iterables. */
export const SEQUENCE_FILTERS: Readonly<Record<string, Filter>> = {
  default: defaulting(),
  d: defaulting(),
  length: counting(),
  count: counting(),
  list: (value, _args, { budget }) => [...itemsOf(value, budget)],
  first: (value, _args, { budget }) => endOf(itemsOf(value, budget), 0, 'first'),
  last: (value, _args, { budget }) => endOf(itemsOf(value, budget), -1, 'last'),
  reverse: (value, _args, { budget }) =>
    typeof value === 'string' ? characters(value).reverse().join('') : [...itemsOf(value, budget)].reverse(),
  attr: withParameters(['name'], (value, { name }) => {
    requireDefined(value)
    const attribute = textArgument(name)
    const found = isDict(value) ? ownAttribute(value, attribute) : attributeOf(value, attribute)
    return found === undefined ? undefinedAttribute(value, attribute) : found
  }),
  items: value => {
    if (value instanceof Undefined) return []
    if (isDict(value)) return dictEntries(value).map(entry => new Tuple(entry))
    throw new TemplateValueError('Can only get item pairs from a mapping.')
  },
  join: withParameters(['d', 'attribute'], (value, given, engine) => {
    const { budget } = engine
    const parts = itemsOf(value, budget).map(attributeGetter(given.attribute, engine))
    return budget.joined(
      parts.map(part => toText(part, budget)),
      textOr(given.d, ''),
    )
  }),
  sum: withParameters(['attribute', 'start'], (value, given, engine) => {
    const items = itemsOf(value, engine.budget).map(attributeGetter(given.attribute, engine))
    return items.reduce((total, item) => arithmetic('+', [total, item], engine.budget), given.start ?? 0)
  }),
  sort: withParameters(['reverse', 'case_sensitive', 'attribute'], (value, given, engine) => {
    const keys = attributeGetters(given.attribute, engine)
    return sorted(itemsOf(value, engine.budget), { keys, ...choices(given) }, engine)
  }),
  dictsort: withParameters(['case_sensitive', 'by', 'reverse'], (value, given, engine) =>
    dictSort(value, given, engine),
  ),
  unique: withParameters(['case_sensitive', 'attribute'], (value, given, engine) => {
    const key = folded(attributeGetter(given.attribute, engine), isSet(given.case_sensitive))
    return unique(itemsOf(value, engine.budget), key, engine)
  }),
  min: extreme(-1),
  max: extreme(1),
  groupby: withParameters(['attribute', 'default', 'case_sensitive'], (value, given, engine) => {
    const plain = attributeGetter(required(given.attribute, 'attribute'), engine, given.default)
    return grouped(itemsOf(value, engine.budget), { plain, key: folded(plain, isSet(given.case_sensitive)) }, engine)
  }),
  batch: withParameters(['linecount', 'fill_with'], (value, given, { budget }) =>
    batches(itemsOf(value, budget), chargedCount(given.linecount, 'linecount', budget), given.fill_with),
  ),
  slice: withParameters(['slices', 'fill_with'], (value, given, { budget }) =>
    slices(itemsOf(value, budget), chargedCount(given.slices, 'slices', budget), given.fill_with),
  ),
}

const isSet = (value: unknown): boolean => value !== undefined && isTruthy(value)

function defaulting(): Filter {
  return withParameters(['default_value', 'boolean'], (value, given) => {
    const isReplaced = value instanceof Undefined || (isSet(given.boolean) && !isTruthy(value))
    return isReplaced ? (given.default_value === undefined ? '' : given.default_value) : value
  })
}

function counting(): Filter {
  return withParameters([], value => {
    const length = isEmptyUndefined(value) ? 0 : lengthOf(requireDefined(value))
    if (length === undefined) throw new TemplateValueError(`object of type '${typeName(value)}' has no len()`)
    return length
  })
}

const endOf = (items: readonly unknown[], index: number, name: string): unknown =>
  items.length === 0 ? new Undefined(`No ${name} item, sequence was empty.`) : items.at(index)

interface SortChoices {
  readonly isReversed: boolean
  readonly isCaseSensitive: boolean
}

const choices = (given: { readonly reverse?: unknown; readonly case_sensitive?: unknown }): SortChoices => ({
  isReversed: isSet(given.reverse),
  isCaseSensitive: isSet(given.case_sensitive),
})

const folded = (key: Key, isCaseSensitive: boolean): Key => (isCaseSensitive ? key : item => ignoreCase(key(item)))

/** Stable in both directions, as Python's sorted(). */
function sorted(
  items: readonly unknown[],
  { keys, isReversed, isCaseSensitive }: SortChoices & { keys: readonly Key[] },
  { budget }: Engine,
): unknown[] {
  const folding = keys.map(key => folded(key, isCaseSensitive))
  const compare = comparator(budget)
  const keyed = items.map(item => ({ item, key: keyOf(folding, item) }))
  keyed.sort((left, right) => (isReversed ? compare(right.key, left.key) : compare(left.key, right.key)))
  return keyed.map(({ item }) => item)
}

const keyOf = (keys: readonly Key[], item: unknown): unknown =>
  keys.length === 1 ? keys[0]?.(item) : keys.map(key => key(item))

function dictSort(
  value: unknown,
  given: { readonly case_sensitive?: unknown; readonly by?: unknown; readonly reverse?: unknown },
  engine: Engine,
): unknown[] {
  if (!isDict(requireDefined(value))) throw new TemplateValueError(`dictsort needs a dict, got '${typeName(value)}'`)
  const position = ['key', 'value'].indexOf(textOr(given.by, 'key'))
  if (position < 0) throw new TemplateValueError('You can only sort by either "key" or "value"')
  const entries = dictEntries(value as object as ReadonlyMap<unknown, unknown>).map(entry => new Tuple(entry))
  return sorted(entries, { keys: [entry => (entry as Tuple).items[position]], ...choices(given) }, engine)
}

function unique(items: readonly unknown[], key: Key, { budget }: Engine): unknown[] {
  const seen = new Set<unknown>()
  const odd: unknown[] = []
  return items.filter(item => {
    const value = hashed(requireDefined(key(item)))
    const isNew =
      typeof value === 'object' && value !== null ? !odd.some(other => equals(other, value, budget)) : !seen.has(value)
    if (typeof value === 'object' && value !== null) odd.push(value)
    else seen.add(value)
    return isNew
  })
}

/** Numbers count as the same whatever their type. */
const hashed = (value: unknown): unknown => (isNumeric(value) ? numberOf(value) : value)

function extreme(direction: 1 | -1): Filter {
  return withParameters(['case_sensitive', 'attribute'], (value, given, engine) => {
    const items = itemsOf(value, engine.budget)
    if (items.length === 0) return new Undefined('No aggregated item, sequence was empty.')
    const key = folded(attributeGetter(given.attribute, engine), isSet(given.case_sensitive))
    const compare = comparator(engine.budget)
    return items.reduce((best, item) => (compare(key(item), key(best)) * direction > 0 ? item : best))
  })
}

/** Sorted by the key; each group shows the key as its first item has it. */
function grouped(items: readonly unknown[], { plain, key }: { plain: Key; key: Key }, engine: Engine): GroupTuple[] {
  const groups: { key: unknown; items: unknown[] }[] = []
  for (const item of sorted(items, { keys: [key], isReversed: false, isCaseSensitive: true }, engine)) {
    const last = groups.at(-1)
    if (last !== undefined && equals(last.key, key(item), engine.budget)) last.items.push(item)
    else groups.push({ key: key(item), items: [item] })
  }
  return groups.map(group => new GroupTuple([plain(group.items[0]), group.items]))
}

function chargedCount(value: unknown, name: string, budget: Budget): number {
  const count = integerArgument(required(value, name))
  if (count < 1) throw new TemplateValueError(`${name} must be at least 1`)
  budget.charge(count)
  return count
}

function batches(items: readonly unknown[], size: number, fill: unknown): unknown[][] {
  const rows = Array.from({ length: Math.ceil(items.length / Math.max(1, size)) }, (_, row) =>
    items.slice(row * size, (row + 1) * size),
  )
  const last = rows.at(-1)
  if (fill !== undefined && fill !== null && last !== undefined) while (last.length < size) last.push(fill)
  return rows
}

/** Columns of nearly the same length; the longer ones come first. */
function slices(items: readonly unknown[], count: number, fill: unknown): unknown[][] {
  const size = Math.floor(items.length / count)
  const longer = items.length % count
  return Array.from({ length: count }, (_, index) => {
    const start = index * size + Math.min(index, longer)
    const part = items.slice(start, start + size + (index < longer ? 1 : 0))
    return fill !== undefined && fill !== null && longer > 0 && index >= longer ? [...part, fill] : part
  })
}
