import { TemplateValueError } from '../errors.ts'
import { Float, requireDefined } from './python-types.ts'
import { type Dict, isPlainObject, typeName } from './type-of.ts'

export const dictSize = (dict: Dict): number => (dict instanceof Map ? dict.size : Object.keys(dict).length)

export const dictKeys = (dict: Dict): readonly unknown[] => (dict instanceof Map ? [...dict.keys()] : Object.keys(dict))

export const dictEntries = (dict: Dict): readonly (readonly [unknown, unknown])[] =>
  dict instanceof Map ? [...dict.entries()] : Object.entries(dict).map(([key, value]) => [key, fromHost(value)])

/** undefined when the key is not there. */
export function dictGet(dict: Dict, key: unknown): unknown {
  if (dict instanceof Map) return dict.get(dictKey(key))
  const own = dict as { readonly [key: string]: unknown }
  return typeof key === 'string' && Object.hasOwn(own, key) ? fromHost(own[key]) : undefined
}

export function dictHas(dict: Dict, key: unknown): boolean {
  const stored = dictKey(key)
  return dict instanceof Map ? dict.has(stored) : typeof stored === 'string' && Object.hasOwn(dict, stored)
}

/** Sets in place; plain objects take text keys only. */
export function dictSet(dict: Dict, key: unknown, value: unknown): void {
  if (dict instanceof Map) {
    dict.set(dictKey(key), value)
    return
  }
  if (typeof key !== 'string') {
    throw new TemplateValueError(`A dict of the context takes text keys only, got '${typeName(key)}'. Copy it: dict(x)`)
  }
  Object.defineProperty(dict, key, { value, writable: true, enumerable: true, configurable: true })
}

export function dictDelete(dict: Dict, key: unknown): void {
  if (dict instanceof Map) dict.delete(dictKey(key))
  else if (typeof key === 'string') Reflect.deleteProperty(dict, key)
}

/** What a key is stored under: 1 and 1.0 are one key. */
export function dictKey(key: unknown): unknown {
  requireDefined(key)
  if (key instanceof Float) return key.value
  if (Array.isArray(key) || key instanceof Map || isPlainObject(key)) {
    throw new TemplateValueError(`unhashable type: '${typeName(key)}'`)
  }
  return key
}

/** Values that come from JavaScript: undefined is None. */
export const fromHost = (value: unknown): unknown => (value === undefined ? null : value)
