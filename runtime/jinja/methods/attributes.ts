import { TemplateValueError } from '../errors.ts'
import type { Engine, Filter } from '../protocol.ts'
import {
  type CallArguments,
  isTemplateObject,
  TEMPLATE_ATTRIBUTES,
  TEMPLATE_CALL,
  TemplateFunction,
} from '../protocol.ts'
import { braceFormat } from '../text/brace-format.ts'
import { dictGet, fromHost } from '../values/dict.ts'
import { isFloat, isInteger, numberOf } from '../values/numbers.ts'
import { DictView, Namespace, Range, requireDefined, Tuple, Undefined } from '../values/python-types.ts'
import { characters } from '../values/sequence.ts'
import { repr } from '../values/to-text.ts'
import { type Dict, isDict, typeName } from '../values/type-of.ts'
import { undefinedAttribute, undefinedElement } from '../values/undefined.ts'
import { DICT_METHODS } from './dict-methods.ts'
import { LIST_METHODS, SEQUENCE_METHODS } from './list-methods.ts'
import { TEXT_METHODS, TEXT_PREDICATES } from './text-methods.ts'
import { TEXT_SEARCH_METHODS } from './text-search-methods.ts'

/** `value.name` of a template: an attribute or method, else the element of that name. */
export function attributeOf(value: unknown, name: string): unknown {
  requireDefined(value)
  const own = ownAttribute(value, name)
  const found = own === undefined && isDict(value) ? dictGet(value, name) : own
  return found === undefined ? undefinedAttribute(value, name) : found
}

/** `value[key]` of a template: an element, else the attribute of that name. */
export function elementOf(value: unknown, key: unknown, { budget }: Pick<Engine, 'budget'>): unknown {
  requireDefined(value)
  requireDefined(key)
  budget.read(value)
  const own = ownElement(value, key)
  const found = own === undefined && typeof key === 'string' ? ownAttribute(value, key) : own
  if (found !== undefined) return found
  return typeof key === 'string' ? undefinedAttribute(value, key) : undefinedElement(value, repr(key, budget))
}

/** Calls whatever Python would call; a plain function gets its named arguments as one object after the others. */
export function callValue(callee: unknown, args: CallArguments, engine: Engine): unknown {
  requireDefined(callee)
  if (typeof callee === 'function') return callPlain(callee as (...given: unknown[]) => unknown, args)
  const call = isTemplateObject(callee) ? callee[TEMPLATE_CALL] : undefined
  if (call === undefined) throw new TemplateValueError(`'${typeName(callee)}' object is not callable`)
  return fromHost(call(args, engine))
}

export const isCallable = (value: unknown): boolean =>
  typeof value === 'function' || (isTemplateObject(value) && value[TEMPLATE_CALL] !== undefined)

/** The attribute or method alone; undefined when there is none. */
export function ownAttribute(value: unknown, name: string): unknown {
  if (isTemplateObject(value)) return value[TEMPLATE_ATTRIBUTES](name)
  if (value instanceof Namespace) return value.values.get(name)
  if (value instanceof GroupTuple && (name === 'grouper' || name === 'list')) {
    return value.items[name === 'grouper' ? 0 : 1]
  }
  const methods = methodsOf(value)
  if (!Object.hasOwn(methods, name)) return undefined
  const receiver = value instanceof Tuple || value instanceof DictView ? value.items : value
  return bound(name, receiver, methods[name] as Filter)
}

/** What groupby gives: a pair that also answers to `.grouper` and `.list`. */
export class GroupTuple extends Tuple {}

type Methods = Readonly<Record<string, Filter>>

const STRING_METHODS: Methods = {
  ...TEXT_METHODS,
  ...TEXT_PREDICATES,
  ...TEXT_SEARCH_METHODS,
  format: (text, args, engine) =>
    braceFormat(text as string, args, engine, {
      attribute: attributeOf,
      item: (value, key) => elementOf(value, key, engine),
    }),
}
const FLOAT_METHODS: Methods = { is_integer: value => Number.isInteger(numberOf(value as number)) }
const NO_METHODS: Methods = {}

function methodsOf(value: unknown): Methods {
  if (typeof value === 'string') return STRING_METHODS
  if (Array.isArray(value)) return LIST_METHODS
  if (value instanceof Tuple) return SEQUENCE_METHODS
  if (isDict(value)) return DICT_METHODS
  return isFloat(value) ? FLOAT_METHODS : NO_METHODS
}

const bound = (name: string, receiver: unknown, method: Filter): TemplateFunction =>
  new TemplateFunction(name, (args, engine) => {
    engine.budget.read(receiver)
    return method(receiver, args, engine)
  })

function ownElement(value: unknown, key: unknown): unknown {
  if (isDict(value)) return isHashable(key) ? dictGet(value as Dict, key) : undefined
  const index = typeof key === 'boolean' ? Number(key) : key
  if (!isInteger(index)) return undefined
  if (typeof value === 'string') return characters(value).at(index)
  if (Array.isArray(value))
    return index < value.length && index >= -value.length ? fromHost(value.at(index)) : undefined
  if (value instanceof Tuple) return value.items.at(index)
  return value instanceof Range ? rangeElement(value, index) : undefined
}

const isHashable = (key: unknown): boolean => !Array.isArray(key) && !isDict(key) && !(key instanceof Undefined)

function rangeElement({ start, step, length }: Range, index: number): number | undefined {
  const at = index < 0 ? length + index : index
  return at >= 0 && at < length ? start + at * step : undefined
}

function callPlain(callee: (...args: unknown[]) => unknown, { positional, named }: CallArguments): unknown {
  const values = [...positional, ...(named.size > 0 ? [Object.fromEntries(named)] : [])]
  return fromHost(callee(...values.map(requireDefined)))
}
