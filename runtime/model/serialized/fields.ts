import type { JsonValue } from '../keys.ts'

export type JsonObject = { readonly [key: string]: JsonValue }

/** One field of a spec, the key that Airflow has for it, and the value that a missing key stands for. */
export interface Field<T> {
  readonly field: keyof T & string
  readonly key: string
  readonly omitted: JsonValue
  /** Written even when it equals `omitted`: Airflow's own default depends on its configuration. */
  readonly always?: true
  /** Airflow writes durations and times in seconds where we have milliseconds. */
  readonly unit?: 'seconds'
}

/** Writes the fields of a spec that differ from what is left out. */
export function encodeFields<T extends object>(spec: T, fields: readonly Field<T>[]): JsonObject {
  const entries = fields.flatMap(({ field, key, omitted, always, unit }) => {
    const value = spec[field] as JsonValue
    return always !== true && isEqual(value, omitted)
      ? []
      : [[key, unit === undefined ? value : toSeconds(value as number)] as const]
  })
  return Object.fromEntries(entries)
}

/** Reads what `encodeFields` wrote, or Airflow under the same keys; the caller names the fields that it expects. */
export function decodeFields<T extends object, K extends keyof T>(
  data: JsonObject,
  fields: readonly Field<Pick<T, K>>[],
): Pick<T, K> {
  const entries = fields.map(({ field, key, omitted, unit }) => {
    const value = data[key] ?? null
    if (value === null) return [field, omitted] as const
    return [field, unit === undefined ? value : fromSeconds(value as number)] as const
  })
  return Object.fromEntries(entries) as Pick<T, K>
}

/** Airflow's Encoding: an object becomes `{"__type": "dict", "__var": {…}}`, at any depth. */
export function wrapped(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(wrapped)
  if (typeof value !== 'object' || value === null) return value
  return { __type: 'dict', __var: mapValues(value as JsonObject, wrapped) }
}

function unwrapped(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(unwrapped)
  if (typeof value !== 'object' || value === null) return value
  const { __type, __var } = value as JsonObject
  return mapValues(__type === 'dict' ? (__var as JsonObject) : (value as JsonObject), unwrapped)
}

/** Params as Airflow 2.10 writes them: a list of pairs, which keeps their order. */
export const encodeParams = (params: JsonObject): JsonValue =>
  Object.entries(params).map(([name, value]) => [
    name,
    { __class: 'airflow.models.param.Param', default: wrapped(value), description: null, schema: wrapped({}) },
  ])

export const decodeParams = (params: JsonValue | undefined): JsonObject =>
  Object.fromEntries(
    ((params ?? []) as readonly (readonly [string, JsonObject])[]).map(([name, param]) => [
      name,
      unwrapped(param['default'] ?? null),
    ]),
  )

export const toSeconds = (ms: number): number => ms / 1000

/** Python keeps microseconds; rounding to them undoes what the division by 1000 did to the last bits. */
export const fromSeconds = (seconds: number): number => Math.round(seconds * 1e6) / 1000

const isEqual = (a: JsonValue, b: JsonValue): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

const mapValues = (object: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
