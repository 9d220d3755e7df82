import {
  type ColumnParts,
  type ColumnSpec,
  type ForeignKeySpec,
  parseColumnSpec,
  type TableSpec,
} from './column-spec.ts'

export type SqlDialect = 'sqlite' | 'mysql'

export type Schema = Readonly<Record<string, TableSpec>>

/** Statements that create what is missing of the schema; running them again changes nothing. */
export function createStatements(schema: Schema, dialect: SqlDialect): string[] {
  const quote = QUOTE[dialect]
  return Object.entries(schema).flatMap(([name, table]) => {
    const parts = dialect === 'mysql' ? mysqlParts(schema, table) : sqliteParts(schema, table)
    const create = `CREATE TABLE IF NOT EXISTS ${quote(name)} (\n  ${parts.join(',\n  ')}\n)`
    return dialect === 'mysql' ? [create + MYSQL_TABLE_OPTIONS] : [create, ...sqliteIndexes(name, table)]
  })
}

const QUOTE = {
  mysql: (name: string) => `\`${name}\``,
  sqlite: (name: string) => `"${name}"`,
} as const

/** Named, so that columns compare alike whatever the server's default is. */
const MYSQL_TABLE_OPTIONS = ' ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci'

/** Indexes stand inside CREATE TABLE, since MySQL has no CREATE INDEX IF NOT EXISTS. */
function mysqlParts(schema: Schema, table: TableSpec): string[] {
  const quote = QUOTE.mysql
  const list = columnList(quote)
  return [
    ...Object.entries(table.columns).map(([name, spec]) => `${quote(name)} ${mysqlColumn(parseColumnSpec(spec))}`),
    `PRIMARY KEY (${list(table.primaryKey)})`,
    ...Object.entries(table.uniques ?? {}).map(([name, columns]) => `UNIQUE KEY ${quote(name)} (${list(columns)})`),
    ...Object.entries(table.indexes ?? {}).map(([name, columns]) => `KEY ${quote(name)} (${list(columns)})`),
    ...foreignKeys(schema, table, quote),
  ]
}

/** MySQL turns a timestamp without NULL or default into one that follows updates, unless told both. */
function mysqlColumn(column: ColumnParts): string {
  const nullability = column.notNull ? 'NOT NULL' : 'NULL'
  const increment = column.autoIncrement ? ' AUTO_INCREMENT' : ''
  return `${MYSQL_TYPES[column.type]?.(column.length)} ${nullability}${defaultClause(column)}${increment}`
}

const MYSQL_TYPES: Readonly<Record<string, (length: number | null) => string>> = {
  int: () => 'INT',
  bigint: () => 'BIGINT',
  bool: () => 'TINYINT(1)',
  float: () => 'FLOAT',
  ts: () => 'TIMESTAMP(6)',
  datetime: () => 'DATETIME',
  text: () => 'TEXT',
  mediumtext: () => 'MEDIUMTEXT',
  longtext: () => 'LONGTEXT',
  blob: () => 'BLOB',
  longblob: () => 'LONGBLOB',
  vc: length => `VARCHAR(${length})`,
  id: length => `VARCHAR(${length}) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin`,
  key: length => `VARCHAR(${length}) COLLATE utf8mb4_bin`,
  uri: length => `VARCHAR(${length}) CHARACTER SET latin1 COLLATE latin1_general_cs`,
}

function sqliteParts(schema: Schema, table: TableSpec): string[] {
  const quote = QUOTE.sqlite
  const list = columnList(quote)
  const hasOwnKey = Object.values(table.columns).some(spec => parseColumnSpec(spec).autoIncrement)
  return [
    ...Object.entries(table.columns).map(([name, spec]) => `${quote(name)} ${sqliteColumn(spec)}`),
    ...(hasOwnKey ? [] : [`PRIMARY KEY (${list(table.primaryKey)})`]),
    ...Object.entries(table.uniques ?? {}).map(
      ([name, columns]) => `CONSTRAINT ${quote(name)} UNIQUE (${list(columns)})`,
    ),
    ...foreignKeys(schema, table, quote),
  ]
}

function sqliteColumn(spec: ColumnSpec): string {
  const column = parseColumnSpec(spec)
  if (column.autoIncrement) return 'INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL'
  const type = SQLITE_TYPES[column.type] ?? `VARCHAR(${column.length})`
  return `${type}${column.notNull ? ' NOT NULL' : ''}${defaultClause(column)}`
}

/** All else is text with a length. */
const SQLITE_TYPES: Readonly<Record<string, string>> = {
  int: 'INTEGER',
  bigint: 'BIGINT',
  bool: 'BOOLEAN',
  float: 'FLOAT',
  ts: 'DATETIME',
  datetime: 'DATETIME',
  text: 'TEXT',
  mediumtext: 'TEXT',
  longtext: 'TEXT',
  blob: 'BLOB',
  longblob: 'BLOB',
}

function sqliteIndexes(table: string, { indexes = {}, partialIndexes = {} }: TableSpec): string[] {
  const quote = QUOTE.sqlite
  return Object.entries(indexes).map(([name, columns]) => {
    const where = partialIndexes[name] === undefined ? '' : ` WHERE ${partialIndexes[name]}`
    return `CREATE INDEX IF NOT EXISTS ${quote(name)} ON ${quote(table)} (${columnList(quote)(columns)})${where}`
  })
}

type Quote = (name: string) => string

const columnList = (quote: Quote) => (columns: readonly string[]) => columns.map(quote).join(', ')

const defaultClause = ({ defaultValue }: ColumnParts): string =>
  defaultValue === null ? '' : ` DEFAULT ${defaultValue}`

function foreignKeys(schema: Schema, table: TableSpec, quote: Quote): string[] {
  const list = columnList(quote)
  return Object.entries(table.foreignKeys ?? {}).map(([name, key]) => {
    const target = `${quote(key.references)} (${list(referencedColumns(schema, key))})`
    const rule = key.onDelete === 'cascade' ? ' ON DELETE CASCADE' : ''
    return `CONSTRAINT ${quote(name)} FOREIGN KEY (${list(key.columns)}) REFERENCES ${target}${rule}`
  })
}

function referencedColumns(schema: Schema, { columns, references }: ForeignKeySpec): readonly string[] {
  const target = schema[references]
  if (target === undefined) throw new Error(`the schema has no table ${references}`)
  return columns.length === 1 ? target.primaryKey : columns
}
