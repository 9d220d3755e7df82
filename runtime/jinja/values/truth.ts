import { dictSize } from './dict.ts'
import { DictView, Float, isEmptyUndefined, Range, requireDefined, Tuple } from './python-types.ts'
import { isDict } from './type-of.ts'

/** Python's bool(). */
export function isTruthy(value: unknown): boolean {
  if (typeof value !== 'object') return Boolean(value)
  if (value === null) return false
  if (Array.isArray(value) || value instanceof Range) return value.length > 0
  if (value instanceof Tuple || value instanceof DictView) return value.items.length > 0
  if (value instanceof Float) return value.value !== 0
  if (isEmptyUndefined(value)) return false
  requireDefined(value)
  return isDict(value) ? dictSize(value) > 0 : true
}
