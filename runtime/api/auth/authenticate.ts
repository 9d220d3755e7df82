import type { FastifyRequest } from 'fastify'
import type { User } from '../../db/user.ts'
import { Problem } from '../problem.ts'
import type { ServerParts } from '../route.ts'
import { parseBasicCredentials } from './basic-credentials.ts'
import { BearerTokens } from './bearer-tokens.ts'
import { type LogIn, passwordLogin } from './password-login.ts'
import { Sessions } from './sessions.ts'

/** Finds the user of a request. @throws Problem 401 or 429 */
export type Authenticate = (request: FastifyRequest) => Promise<User>

/** All ways to prove who one is. */
export interface Authentication {
  readonly logIn: LogIn
  readonly sessions: Sessions
  readonly tokens: BearerTokens
  /** By the Authorization header (Basic, Bearer), or else by the session of the browser. */
  readonly authenticate: Authenticate
}

export function authentication(parts: ServerParts): Authentication {
  const logIn = passwordLogin(parts)
  const sessions = new Sessions(parts)
  const tokens = new BearerTokens(parts)
  const basic = basicAuthentication(parts, logIn)
  const authenticate: Authenticate = async request => {
    const { authorization } = request.headers
    if (authorization === undefined) return (await sessions.userOf(request)) ?? refuse(request)
    if (/^Bearer /i.test(authorization)) return (await tokens.userOf(authorization)) ?? refuse(request)
    return basic(request)
  }
  return { logIn, sessions, tokens, authenticate }
}

/** HTTP basic authentication (RFC 7617). */
export function basicAuthentication(parts: ServerParts, logIn: LogIn = passwordLogin(parts)): Authenticate {
  return async request => {
    const credentials = parseBasicCredentials(request.headers.authorization)
    const user = credentials === null ? null : await logIn(credentials, request.ip)
    return user ?? refuse(request)
  }
}

/** @throws Problem 401 */
function refuse({ headers }: FastifyRequest): never {
  // Asked by a script of a page, a browser would show a window of its own for the name of this scheme.
  const mode = headers['sec-fetch-mode']
  const isOfScript = mode !== undefined && mode !== 'navigate'
  throw new Problem(401, isOfScript ? {} : { headers: { 'WWW-Authenticate': 'Basic' } })
}
