import { sql } from 'kysely'
import type { Db } from '../tables.ts'
import { isMysql } from '../upsert.ts'

/** When the database server was started, by this clock, ms since the epoch; what has no server (SQLite) was always there. */
export async function serverStartMs(db: Db, nowMs: number): Promise<number> {
  if (!isMysql(db)) return 0
  const { rows } = await sql<{ Value: string }>`SHOW GLOBAL STATUS LIKE 'Uptime'`.execute(db)
  return nowMs - Number(rows[0]?.Value ?? 0) * 1000
}
