import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { ColumnSpec } from '../../../runtime/db/schema/column-spec.ts'
import { createStatements } from '../../../runtime/db/schema/ddl.ts'
import type { Tables } from '../../../runtime/db/tables.ts'
import { describeOnEachDatabase, type TestDatabase } from '../../databases.ts'

interface ExpectedTable {
  columns: Record<string, { type: string; notNull: boolean; default: string | null; ai: boolean }>
  primaryKey: string[]
  uniques: Record<string, string[]>
  indexes: Record<string, string[]>
  foreignKeys: { columns: string[]; references: string; onDelete: string | null }[]
}

/** What a real Airflow 2.10/2.11 made of an empty MariaDB. */
const AIRFLOW: Record<string, ExpectedTable> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/airflow-2.10-schema.json'), 'utf8'),
)
const NAMES = Object.keys(AIRFLOW).sort()

describeOnEachDatabase('the schema', current => {
  test('has exactly the tables of Airflow 2.10 and our own', async () => {
    const tables = (await current().database.kysely.introspection.getTables()).map(table => table.name)
    expect(tables.filter(name => !name.startsWith('slipstream_')).sort()).toEqual(NAMES)
  })

  test.each(NAMES)('has the columns of %s', async name => {
    const expected = Object.entries(AIRFLOW[name]?.columns ?? {}).map(([column, spec]) => [
      column,
      spec.notNull,
      spec.default,
    ])
    expect(await columnsOf(current(), name)).toEqual(expected)
  })

  test.each(NAMES)('has the keys of %s', async name => {
    const { primaryKey, uniques, foreignKeys } = AIRFLOW[name] as ExpectedTable
    const found = await keysOf(current(), name)
    expect(found.primaryKey).toEqual(primaryKey)
    expect(found.uniques).toEqual(sorted(Object.values(uniques).map(columns => columns.join())))
    expect(found.foreignKeys).toEqual(
      sorted(foreignKeys.map(key => `${key.columns.join()} ${key.references} ${key.onDelete ?? 'none'}`)),
    )
  })

  test('has the indexes of Airflow under their names', async () => {
    const expected = NAMES.flatMap(name =>
      Object.entries(AIRFLOW[name]?.indexes ?? {}).map(([index, columns]) => `${name}.${index}(${columns.join()})`),
    )
    expect(await indexesOf(current())).toEqual(expect.arrayContaining(expected))
  })
})

describeOnEachDatabase('the schema of ids', current => {
  test('has their types on MySQL as Airflow chose them', async () => {
    if (current().dialect === 'sqlite') return
    const { rows } = await sql<{ name: string; type: string; collation: string | null }>`
      select concat(table_name, '.', column_name) as name, column_type as type, collation_name as collation
      from information_schema.columns where table_schema = database()`.execute(current().database.kysely)
    const byName = new Map(rows.map(row => [row.name, `${row.type} ${row.collation ?? ''}`.trim()]))
    expect(byName.get('task_instance.dag_id')).toMatch(/^varchar\(250\) utf8(mb3)?_bin$/)
    expect(byName.get('task_instance.start_date')).toBe('timestamp(6)')
    expect(byName.get('xcom.value')).toBe('longblob')
    expect(byName.get('dag_code.fileloc_hash')).toMatch(/^bigint(\(20\))?$/)
    expect(byName.get('variable.key')).toBe('varchar(250) utf8mb4_bin')
  })
})

describe('createStatements', () => {
  const table = {
    columns: { id: 'int! AI', key: 'id250!', at: 'ts6', tries: 'int! =-1' } as Record<string, ColumnSpec>,
    primaryKey: ['id'],
    uniques: { key_uq: ['key'] },
    indexes: { idx_at: ['at'] },
    partialIndexes: { idx_at: 'tries=0' },
  }

  test('renders one statement for MySQL', () => {
    expect(createStatements({ things: table }, 'mysql')).toEqual([
      `CREATE TABLE IF NOT EXISTS \`things\` (
  \`id\` INT NOT NULL AUTO_INCREMENT,
  \`key\` VARCHAR(250) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin NOT NULL,
  \`at\` TIMESTAMP(6) NULL,
  \`tries\` INT NOT NULL DEFAULT -1,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`key_uq\` (\`key\`),
  KEY \`idx_at\` (\`at\`)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    ])
  })

  test('renders the table and its indexes for SQLite', () => {
    expect(createStatements({ things: table }, 'sqlite')).toEqual([
      `CREATE TABLE IF NOT EXISTS "things" (
  "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  "key" VARCHAR(250) NOT NULL,
  "at" DATETIME,
  "tries" INTEGER NOT NULL DEFAULT -1,
  CONSTRAINT "key_uq" UNIQUE ("key")
)`,
      'CREATE INDEX IF NOT EXISTS "idx_at" ON "things" ("at") WHERE tries=0',
    ])
  })
})

interface Keys {
  primaryKey: string[]
  uniques: string[]
  foreignKeys: string[]
}

const sorted = (texts: string[]): string[] => [...texts].sort()

type Column = [name: string, notNull: boolean, defaultValue: string | null]

async function columnsOf({ dialect, database }: TestDatabase, table: string): Promise<Column[]> {
  const query =
    dialect === 'sqlite'
      ? sql<ColumnRow>`select name, "notnull" as required, dflt_value as fallback from pragma_table_info(${table})`
      : sql<ColumnRow>`select column_name as name, is_nullable = 'NO' as required, column_default as fallback
          from information_schema.columns where table_schema = database() and table_name = ${table}
          order by ordinal_position`
  const { rows } = await query.execute(database.kysely)
  // MariaDB writes the absent default of a nullable column as the word NULL.
  return rows.map(row => [row.name, row.required === 1, row.fallback === 'NULL' ? null : row.fallback])
}

interface ColumnRow {
  name: string
  required: number
  fallback: string | null
}

const keysOf = ({ dialect, database }: TestDatabase, table: string): Promise<Keys> =>
  dialect === 'sqlite' ? sqliteKeys(database.kysely, table) : mysqlKeys(database.kysely, table)

async function sqliteKeys(db: Kysely<Tables>, table: string): Promise<Keys> {
  const primary = await sql<{ name: string }>`
    select name from pragma_table_info(${table}) where pk > 0 order by pk`.execute(db)
  const unique = await sql<{ columns: string }>`
    select (select group_concat(name) from pragma_index_info(list.name)) as columns
    from pragma_index_list(${table}) as list where origin = 'u'`.execute(db)
  const foreign = await sql<{ text: string }>`
    select group_concat("from") || ' ' || "table" || ' ' || case on_delete when 'CASCADE' then 'CASCADE' else 'none' end
      as text from pragma_foreign_key_list(${table}) group by id`.execute(db)
  return {
    primaryKey: primary.rows.map(row => row.name),
    uniques: sorted(unique.rows.map(row => row.columns)),
    foreignKeys: sorted(foreign.rows.map(row => row.text)),
  }
}

async function mysqlKeys(db: Kysely<Tables>, table: string): Promise<Keys> {
  const indexes = await sql<{ name: string; columns: string }>`
    select index_name as name, group_concat(column_name order by seq_in_index) as columns
    from information_schema.statistics
    where table_schema = database() and table_name = ${table} and non_unique = 0 group by index_name`.execute(db)
  const foreign = await sql<{ text: string }>`
    select concat(group_concat(u.column_name order by u.ordinal_position), ' ', r.referenced_table_name, ' ',
      if(r.delete_rule = 'CASCADE', 'CASCADE', 'none')) as text
    from information_schema.referential_constraints r
    join information_schema.key_column_usage u
      on u.constraint_schema = r.constraint_schema and u.constraint_name = r.constraint_name and u.table_name = r.table_name
    where r.constraint_schema = database() and r.table_name = ${table}
    group by r.constraint_name, r.referenced_table_name, r.delete_rule`.execute(db)
  const isPrimary = (row: { name: string }) => row.name === 'PRIMARY'
  return {
    primaryKey: indexes.rows.filter(isPrimary).flatMap(row => row.columns.split(',')),
    uniques: sorted(indexes.rows.filter(row => !isPrimary(row)).map(row => row.columns)),
    foreignKeys: sorted(foreign.rows.map(row => row.text)),
  }
}

async function indexesOf({ dialect, database }: TestDatabase): Promise<string[]> {
  const query =
    dialect === 'sqlite'
      ? sql<{ text: string }>`select tbl_name || '.' || name || '(' ||
          (select group_concat(name) from pragma_index_info(master.name)) || ')' as text
          from sqlite_master as master where type = 'index'`
      : sql<{ text: string }>`select concat(table_name, '.', index_name, '(',
          group_concat(column_name order by seq_in_index), ')') as text
          from information_schema.statistics where table_schema = database() group by table_name, index_name`
  return (await query.execute(database.kysely)).rows.map(row => row.text)
}
