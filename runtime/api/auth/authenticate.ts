import type { FastifyRequest } from 'fastify'
import { findUser, recordLogin, type User } from '../../db/user.ts'
import { Problem } from '../problem.ts'
import type { ServerParts } from '../route.ts'
import { parseBasicCredentials } from './basic-credentials.ts'
import { LoginLimiter, type LoginSource } from './login-limiter.ts'
import { PasswordCheck } from './password-check.ts'

/** Finds the user of a request. @throws Problem 401 or 429 */
export type Authenticate = (request: FastifyRequest) => Promise<User>

/** HTTP basic authentication against `ab_user`; users, roles and passwords that change count at once. */
export function basicAuthentication({ database, clock }: ServerParts): Authenticate {
  const limiter = new LoginLimiter(clock)
  const check = new PasswordCheck(clock)
  return async request => {
    const credentials = parseBasicCredentials(request.headers.authorization)
    if (credentials === null) throw unauthorized()
    const user = await findUser(database.kysely, credentials.username)
    const storedHash = user?.isActive ? user.passwordHash : null
    if (user !== null && check.knows(credentials, storedHash)) return user
    const source = { username: credentials.username, address: request.ip }
    const isRight = await check.isRight(credentials, storedHash, () => admit(limiter, source))
    if (isRight) limiter.recordSuccess(source)
    if (user !== null) await recordLogin(database.kysely, user.id, { succeeded: isRight, atMs: clock() })
    if (user === null || !isRight) throw unauthorized()
    return user
  }
}

/** Counts the attempt as a failure until it turns out right, so that many at once are limited too. */
function admit(limiter: LoginLimiter, source: LoginSource): void {
  const waitMs = limiter.waitMs(source)
  if (waitMs > 0) throw tooManyRequests(Math.ceil(waitMs / 1000))
  limiter.recordFailure(source)
}

const unauthorized = (): Problem => new Problem(401, { headers: { 'WWW-Authenticate': 'Basic' } })

const tooManyRequests = (seconds: number): Problem =>
  new Problem(429, {
    detail: `Too many failed logins. Try again in ${seconds} seconds`,
    headers: { 'Retry-After': String(seconds) },
  })
