import { isTemplateObject } from '../protocol.ts'
import { DictView, Float, Namespace, Range, Tuple, Undefined } from './python-types.ts'

/** The Python name of a value's type, as error messages have it. */
export function typeName(value: unknown): string {
  if (value === null) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isSafeInteger(value) ? 'int' : 'float'
    case 'function':
      return 'function'
    default:
      return objectTypeName(value as object)
  }
}

function objectTypeName(value: object): string {
  if (value instanceof Float) return 'float'
  if (value instanceof Tuple) return 'tuple'
  if (value instanceof Range) return 'range'
  if (value instanceof DictView) return value.kind
  if (value instanceof Undefined) return 'Undefined'
  if (value instanceof Namespace) return 'jinja2.utils.Namespace'
  if (isTemplateObject(value)) return value.templateType ?? 'object'
  return isDict(value) ? 'dict' : value.constructor.name
}

export type Dict = ReadonlyMap<unknown, unknown> | { readonly [key: string]: unknown }

export const isDict = (value: unknown): value is Dict => value instanceof Map || isPlainObject(value)

/** Objects whose prototype is a root prototype (of any realm) or null, and that do not speak the template protocol. */
export function isPlainObject(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null || isTemplateObject(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || (!Array.isArray(value) && Object.getPrototypeOf(prototype) === null)
}
