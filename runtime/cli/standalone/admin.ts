import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inTransaction } from '../../db/database.ts'
import { hashPassword } from '../../db/password.ts'
import { createUser, listUsers } from '../../db/user.ts'
import { systemClock } from '../../service/clock.ts'
import type { Opened } from '../frame/open.ts'
import { randomPassword } from '../users/password.ts'

export interface Admin {
  readonly username: string
  /** Only when it was made just now. */
  readonly password: string | null
  readonly passwordFile: string
}

/** Makes the user admin where there is no user at all, with a password that is shown once and kept in a file. */
export async function ensureAdmin({ config, db, database }: Opened): Promise<Admin | null> {
  const passwordFile = join(config.home, 'standalone_admin_password.txt')
  const users = await listUsers(db)
  if (users.length > 0) {
    const isOurs = existsSync(passwordFile) && users.some(user => user.username === USERNAME)
    return isOurs ? { username: USERNAME, password: null, passwordFile } : null
  }
  const password = randomPassword()
  const passwordHash = await hashPassword(password)
  // Before the user exists: a password that nobody knows would be worse than a file too many.
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' })
  await inTransaction(database, transaction => createUser(transaction, { ...ADMIN, passwordHash }, systemClock()))
  return { username: USERNAME, password, passwordFile }
}

const USERNAME = 'admin'

const ADMIN = {
  username: USERNAME,
  firstName: 'Admin',
  lastName: 'User',
  email: 'admin@example.com',
  roles: ['Admin'],
} as const
