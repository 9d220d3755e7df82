import { parseSqlTimestamp, sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'

/** A browser that is signed in (Airflow's table `session`, whose rows of Flask-Session have other keys and stay as they are). */
export interface Session {
  /** Made of the cookie, which the database never sees. */
  readonly key: string
  readonly userId: number
  /** What the user's password was stored as: another one ends the session. */
  readonly passwordMark: string
  readonly expiresMs: number
}

export async function createSession(db: Db, { key, expiresMs, ...data }: Session): Promise<void> {
  const row = { session_id: key, data: Buffer.from(JSON.stringify(data)), expiry: sqlTimestamp(expiresMs) }
  await db.insertInto('session').values(row).execute()
}

/** Null for one that is unknown, or over. */
export async function findSession(db: Db, key: string, nowMs: number): Promise<Session | null> {
  const row = await db
    .selectFrom('session')
    .select(['data', 'expiry'])
    .where('session_id', '=', key)
    .where('expiry', '>', sqlTimestamp(nowMs))
    .executeTakeFirst()
  if (row === undefined || row.data === null || row.expiry === null) return null
  const data = JSON.parse(Buffer.from(row.data).toString('utf8')) as Omit<Session, 'key' | 'expiresMs'>
  return { ...data, key, expiresMs: parseSqlTimestamp(row.expiry) }
}

export async function extendSession(db: Db, key: string, expiresMs: number): Promise<void> {
  await db
    .updateTable('session')
    .set({ expiry: sqlTimestamp(expiresMs) })
    .where('session_id', '=', key)
    .execute()
}

export async function deleteSession(db: Db, key: string): Promise<void> {
  await db.deleteFrom('session').where('session_id', '=', key).execute()
}

/** Those that are over. */
export async function pruneSessions(db: Db, nowMs: number): Promise<void> {
  await db.deleteFrom('session').where('expiry', '<=', sqlTimestamp(nowMs)).execute()
}
