import type { JsonValue } from '../../../model/keys.ts'

type Told = Readonly<Record<string, JsonValue>>

/** The records of a list that a worker told; others are left out. */
export const listOf = (value: JsonValue | undefined): readonly Told[] =>
  Array.isArray(value) ? value.filter(one => typeof one === 'object' && one !== null && !Array.isArray(one)) : []

export const textsOf = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter(one => typeof one === 'string') : []
