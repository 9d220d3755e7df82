import type { JsonValue } from '../../model/keys.ts'
import { described, isPlainObject } from '../options/check.ts'
import { nodeOf } from './nodes.ts'

/** The part of a type that JSON carries unchanged: `never` for a Date or a function, so that only a reference fits. */
export type JsonCompatible<T> = unknown extends T
  ? JsonValue
  : T extends JsonValue
    ? T
    : T extends (...args: never[]) => unknown
      ? never
      : T extends readonly unknown[]
        ? { readonly [I in keyof T]: JsonCompatible<T[I]> }
        : T extends object
          ? T extends { [K in keyof T]: JsonCompatible<T[K]> }
            ? T
            : never
          : never

/** A deep copy that later changes cannot reach. `fail` gets a sentence about the first value that JSON cannot carry. */
export function jsonCopy(value: unknown, fail: (problem: string) => never): JsonValue {
  return copied(value, { fail, path: '', around: [] })
}

interface Place {
  readonly fail: (problem: string) => never
  readonly path: string
  /** The objects that hold the value, to notice one that holds itself. */
  readonly around: readonly object[]
}

function copied(value: unknown, place: Place): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object') return place.fail(cannotCarry(value, place))
  if (place.around.includes(value)) return place.fail(`holds itself${at(place)}, which JSON cannot carry`)
  const around = [...place.around, value]
  if (Array.isArray(value))
    return value.map((each, index) => copied(each, { ...place, path: `${place.path}[${index}]`, around }))
  if (nodeOf(value) !== undefined) return place.fail(nestedReference(place))
  if (!isPlainObject(value)) return place.fail(cannotCarry(value, place))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, copied(each, { ...place, path: `${place.path}.${key}`, around })]),
  )
}

const at = (place: Place): string => (place.path === '' ? '' : ` at ${place.path}`)

const cannotCarry = (value: unknown, place: Place): string =>
  `holds ${described(value)}${at(place)}, which JSON cannot carry`

const nestedReference = (place: Place): string =>
  `holds a task reference${at(place)}; a reference must be the input itself, since one inside an array or object draws no edge`
