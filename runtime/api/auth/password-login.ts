import { findUser, recordLogin, type User } from '../../db/user.ts'
import { Problem } from '../problem.ts'
import type { ServerParts } from '../route.ts'
import type { Credentials } from './basic-credentials.ts'
import { LoginLimiter, type LoginSource } from './login-limiter.ts'
import { PasswordCheck } from './password-check.ts'

/** Finds the user with this name and password; null where there is none. @throws Problem 429 after many failures */
export type LogIn = (credentials: Credentials, address: string) => Promise<User | null>

/** Passwords of `ab_user`; users, roles and passwords that change count at once. */
export function passwordLogin({ database, clock }: Pick<ServerParts, 'database' | 'clock'>): LogIn {
  const limiter = new LoginLimiter(clock)
  const check = new PasswordCheck(clock)
  return async (credentials, address) => {
    const user = await findUser(database.kysely, credentials.username)
    const storedHash = user?.isActive ? user.passwordHash : null
    if (user !== null && check.knows(credentials, storedHash)) return user
    const source = { username: credentials.username, address }
    const isRight = await check.isRight(credentials, storedHash, () => admit(limiter, source))
    if (isRight) limiter.recordSuccess(source)
    if (user !== null) await recordLogin(database.kysely, user.id, { succeeded: isRight, atMs: clock() })
    return isRight ? user : null
  }
}

/** Counts the attempt as a failure until it turns out right, so that many at once are limited too. @throws Problem 429 */
export function admit(limiter: LoginLimiter, source: LoginSource): void {
  const waitMs = limiter.waitMs(source)
  if (waitMs > 0) throw tooManyRequests(Math.ceil(waitMs / 1000))
  limiter.recordFailure(source)
}

const tooManyRequests = (seconds: number): Problem =>
  new Problem(429, {
    detail: `Too many failed logins. Try again in ${seconds} seconds`,
    headers: { 'Retry-After': String(seconds) },
  })
