import type { FastifyRequest } from 'fastify'
import type { User } from '../../db/user.ts'
import { Problem } from '../problem.ts'
import type { ServerParts } from '../route.ts'
import { anonymous } from './anonymous.ts'
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
  /** The same for the API: Basic and sessions count where [api] auth_backends names them, bearer tokens always. */
  readonly authenticateForApi: Authenticate
  /** The same without sessions, for the experimental API: there GET changes things, and brings no CSRF token. */
  readonly authenticateForExperimental: Authenticate
}

export function authentication(parts: ServerParts): Authentication {
  const logIn = passwordLogin(parts)
  const sessions = new Sessions(parts)
  const tokens = new BearerTokens(parts)
  const ways = { tokens, sessions, basic: basicAuthentication(parts, logIn) }
  return {
    logIn,
    sessions,
    tokens,
    authenticate: authenticateBy(ways, { basic: true, session: true, publicRole: publicRoleOf(parts) }),
    authenticateForApi: authenticateBy(ways, backendsOf(parts)),
    authenticateForExperimental: authenticateBy(ways, { ...backendsOf(parts), session: false, publicRole: null }),
  }
}

/** HTTP basic authentication (RFC 7617). */
export function basicAuthentication(parts: ServerParts, logIn: LogIn = passwordLogin(parts)): Authenticate {
  return async request => {
    const credentials = parseBasicCredentials(request.headers.authorization)
    const user = credentials === null ? null : await logIn(credentials, request.ip)
    return user ?? refuse(request, true)
  }
}

interface Ways {
  readonly tokens: BearerTokens
  readonly sessions: Sessions
  readonly basic: Authenticate
}

interface Backends {
  readonly basic: boolean
  readonly session: boolean
  /** Of those who do not say who they are; null turns them away. */
  readonly publicRole: string | null
}

const authenticateBy =
  ({ tokens, sessions, basic }: Ways, allowed: Backends): Authenticate =>
  async request => {
    const { authorization } = request.headers
    const refused = () => refuse(request, allowed.basic)
    if (authorization === undefined) {
      const user = allowed.session ? await sessions.userOf(request) : null
      return user ?? (allowed.publicRole === null ? refused() : anonymous([allowed.publicRole]))
    }
    if (/^Bearer /i.test(authorization)) return (await tokens.userOf(authorization)) ?? refused()
    return allowed.basic ? basic(request) : refused()
  }

/** By the last part of their names: they are several Python modules over the versions of Airflow. */
function backendsOf(parts: ServerParts): Backends {
  const names = parts.config.list('api', 'auth_backends').map(name => name.split('.').at(-1))
  if (names.includes('deny_all')) return { basic: false, session: false, publicRole: null }
  return {
    basic: names.includes('basic_auth'),
    session: names.includes('session'),
    publicRole: publicRoleOf(parts),
  }
}

const publicRoleOf = ({ config }: ServerParts): string | null => config.optional('slipstream', 'auth_role_public')

/** @throws Problem 401 */
function refuse({ headers }: FastifyRequest, knowsBasic: boolean): never {
  // Asked by a script of a page, a browser would show a window of its own for the name of this scheme.
  const mode = headers['sec-fetch-mode']
  const isOfScript = mode !== undefined && mode !== 'navigate'
  throw new Problem(401, isOfScript || !knowsBasic ? {} : { headers: { 'WWW-Authenticate': 'Basic' } })
}
