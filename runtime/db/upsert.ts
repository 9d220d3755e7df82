import { type Insertable, MysqlAdapter } from 'kysely'
import type { Db, Tables } from './tables.ts'

export interface Upsert<T extends keyof Tables> {
  readonly table: T
  readonly row: Insertable<Tables[T]>
  /** The columns of the unique key that decides whether the row exists. */
  readonly key: readonly (keyof Tables[T] & string)[]
}

/** Inserts the row, or sets its other columns where the key exists. */
export async function upsert<T extends keyof Tables>(db: Db, { table, row, key }: Upsert<T>): Promise<void> {
  const changes: object = Object.fromEntries(Object.entries(row).filter(([column]) => !includes(key, column)))
  const insert = db.insertInto(table).values(row)
  if (isMysql(db)) await insert.onDuplicateKeyUpdate(changes as never).execute()
  else await insert.onConflict(conflict => conflict.columns(key as never).doUpdateSet(changes as never)).execute()
}

export const isMysql = (db: Db): boolean => db.getExecutor().adapter instanceof MysqlAdapter

const includes = (columns: readonly string[], column: string): boolean => columns.includes(column)
