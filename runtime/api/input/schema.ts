import type { JsonValue } from '../../model/keys.ts'

/** One field of a query or body: the part of JSON schema that the API needs, read by us and shown in OpenAPI. */
export interface FieldSchema {
  readonly type: FieldType
  readonly description?: string
  readonly format?: 'date-time'
  readonly enum?: readonly (string | null)[]
  readonly items?: FieldSchema
  readonly default?: string | number | boolean
  readonly minimum?: number
  readonly minLength?: number
  readonly maxLength?: number
  /** Of an object: its fields, and no others. */
  readonly properties?: Fields
  /** Of an object with properties: those that must be there. */
  readonly required?: readonly string[]
  readonly nullable?: true
}

export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'any'

export type Fields = Readonly<Record<string, FieldSchema>>

/** The columns of the database hold no larger ones. */
export const LARGEST_INTEGER = 2 ** 31 - 1

/** What a body holds: no other fields than these. */
export interface BodySchema {
  readonly properties: Fields
  readonly required?: readonly string[]
}

/** What reading a field gives: datetimes are ms since the epoch. */
export type ValueOf<F extends FieldSchema> = F extends { readonly nullable: true } ? PlainOf<F> | null : PlainOf<F>

/** Fields that have a default are always there. */
export type ValuesOf<P extends Fields> = {
  readonly [K in keyof P]: 'default' extends keyof P[K] ? ValueOf<P[K]> : ValueOf<P[K]> | undefined
}

export type BodyOf<B extends BodySchema> = ValuesOf<B['properties']> & {
  readonly [K in RequiredOf<B>]: ValueOf<NonNullable<B['properties'][K]>>
}

type RequiredOf<B extends BodySchema> = B extends { readonly required: readonly (infer K)[] } ? K & string : never

type PlainOf<F extends FieldSchema> = F extends { readonly format: 'date-time' }
  ? number
  : F extends { readonly enum: readonly (infer E)[] }
    ? E
    : F extends { readonly items: infer I extends FieldSchema }
      ? readonly ValueOf<I>[]
      : F extends { readonly properties: infer P extends Fields; readonly required: readonly (infer K)[] }
        ? ValuesOf<P> & { readonly [N in K & string]: ValueOf<NonNullable<P[N]>> }
        : TypeMap[F['type']]

interface TypeMap {
  readonly string: string
  readonly integer: number
  readonly number: number
  readonly boolean: boolean
  readonly object: { readonly [key: string]: JsonValue }
  readonly array: readonly unknown[]
  readonly any: unknown
}
