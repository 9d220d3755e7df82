import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { sqlTimestamp } from '../model/time.ts'
import type { NumberRange, TimeRange } from './page.ts'
import type { Tables } from './tables.ts'

/** `table.column`. */
export type ColumnName = { [T in keyof Tables]: `${T}.${keyof Tables[T] & string}` }[keyof Tables]

type Condition = RawBuilder<SqlBool>

/** All conditions at once; none at all is always met. */
export const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`

/** Absent values are no condition, an empty list is met by nothing; null among them stands for SQL's null. */
export function isOneOf(column: ColumnName, values: readonly (string | number | null)[] | undefined): Condition[] {
  if (values === undefined) return []
  const known = values.filter(value => value !== null)
  const isKnown = known.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`${sql.ref(column)} in (${sql.join(known)})`
  return [values.includes(null) ? sql<SqlBool>`(${sql.ref(column)} is null or ${isKnown})` : isKnown]
}

/** An absent value is no condition. */
export const isExactly = (column: ColumnName, value: string | number | undefined): Condition[] =>
  isOneOf(column, value === undefined ? undefined : [value])

/** Absent values and an empty list are no condition; what is null is none of them. */
export function isNoneOf(column: ColumnName, values: readonly string[] | undefined): Condition[] {
  if (values === undefined || values.length === 0) return []
  return [sql<SqlBool>`(${sql.ref(column)} is null or ${sql.ref(column)} not in (${sql.join(values)}))`]
}

/** Any of the columns holds the text, without regard to case; an absent text is no condition. */
export function hasText(columns: readonly ColumnName[], text: string | undefined): Condition[] {
  if (text === undefined) return []
  const pattern = `%${text.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`
  const found = columns.map(column => sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern} escape '!'`)
  return [sql<SqlBool>`(${sql.join(found, sql` or `)})`]
}

/** The opposite of `hasText`; what is null holds no text. */
export function lacksText(column: ColumnName, text: string | undefined): Condition[] {
  return hasText([column], text).map(found => sql<SqlBool>`(${sql.ref(column)} is null or not ${found})`)
}

/** Both bounds are inclusive. */
export function isWithin(column: ColumnName, range: TimeRange | undefined): Condition[] {
  return isBetween(column, { from: range?.fromMs, to: range?.toMs }, sqlTimestamp)
}

export function isInRange(column: ColumnName, range: NumberRange | undefined): Condition[] {
  return isBetween(column, { from: range?.from, to: range?.to }, value => value)
}

function isBetween(
  column: ColumnName,
  { from, to }: { readonly from: number | null | undefined; readonly to: number | null | undefined },
  encode: (value: number) => string | number,
): Condition[] {
  return [
    ...(from == null ? [] : [sql<SqlBool>`${sql.ref(column)} >= ${encode(from)}`]),
    ...(to == null ? [] : [sql<SqlBool>`${sql.ref(column)} <= ${encode(to)}`]),
  ]
}
