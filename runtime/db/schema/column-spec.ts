/**
 * A column in one word: type, `!` for NOT NULL, ` AI` for auto increment, ` =x` for a server default.
 * Types: int, bigint, bool, float, ts6 (microseconds, UTC), datetime, text, mediumtext, longtext, blob, longblob, and
 * with a length vc (text), id (text compared by bytes, Airflow's ids), key (the same for any Unicode), uri (Latin 1).
 */
export type ColumnSpec = `${ColumnTypeName}${'' | '!'}${'' | ' AI' | ` =${string}`}`

export type ColumnTypeName =
  | 'int'
  | 'bigint'
  | 'bool'
  | 'float'
  | 'ts6'
  | 'datetime'
  | 'text'
  | 'mediumtext'
  | 'longtext'
  | 'blob'
  | 'longblob'
  | `${'vc' | 'id' | 'key' | 'uri'}${number}`

/** A table as data; the keys of `uniques`, `indexes` and `foreignKeys` are the names in the database. */
export interface TableSpec {
  readonly columns: Readonly<Record<string, ColumnSpec>>
  readonly primaryKey: readonly string[]
  readonly uniques?: Readonly<Record<string, readonly string[]>>
  readonly indexes?: Readonly<Record<string, readonly string[]>>
  /** Conditions of indexes that are partial where the database knows such (SQLite). */
  readonly partialIndexes?: Readonly<Record<string, string>>
  readonly foreignKeys?: Readonly<Record<string, ForeignKeySpec>>
}

/** Refers to the columns of the same name; for a single column, to the primary key of the other table. */
export interface ForeignKeySpec {
  readonly columns: readonly string[]
  readonly references: string
  readonly onDelete?: 'cascade'
}

export interface ColumnParts {
  readonly type: string
  readonly length: number | null
  readonly notNull: boolean
  readonly autoIncrement: boolean
  readonly defaultValue: string | null
}

export function parseColumnSpec(spec: ColumnSpec): ColumnParts {
  const [word, option = ''] = spec.split(' ', 2) as [string, string?]
  const name = word.replace('!', '')
  const digits = /\d*$/.exec(name)?.[0] ?? ''
  return {
    type: name.slice(0, name.length - digits.length),
    length: digits === '' ? null : Number(digits),
    notNull: word.endsWith('!'),
    autoIncrement: option === 'AI',
    defaultValue: option.startsWith('=') ? option.slice(1) : null,
  }
}
