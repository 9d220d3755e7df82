import { createHash } from 'node:crypto'
import type { Db } from '../../db/tables.ts'
import { findUserById, type User } from '../../db/user.ts'

/** Tells stored passwords apart without showing one: what was issued under another password ends with it. */
export const passwordMark = (storedHash: string | null): string =>
  createHash('sha256').update(`mark\u0000${storedHash}`).digest('base64url').slice(0, 22)

/** To whom something was issued under that mark; null where they have another password, or are not active, by now. */
export async function userOfMark(db: Db, userId: number, mark: unknown): Promise<User | null> {
  const user = await findUserById(db, userId)
  return user?.isActive && passwordMark(user.passwordHash) === mark ? user : null
}
