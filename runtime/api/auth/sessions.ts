import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../config/config.ts'
import {
  createSession,
  deleteSession,
  extendSession,
  findSession,
  pruneSessions,
  type Session,
} from '../../db/session.ts'
import type { User } from '../../db/user.ts'
import { signingSecret } from '../file-tokens.ts'
import { Problem } from '../problem.ts'
import type { ServerParts } from '../route.ts'
import { signToken } from '../signed-token.ts'
import { passwordMark, userOfMark } from './password-mark.ts'

const COOKIE = 'session'
/** Airflow's name (Flask-WTF). */
const CSRF_HEADER = 'x-csrftoken'
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Browsers that are signed in: a cookie no script can read, and a row in the database that every webserver sees. */
export class Sessions {
  readonly #parts: ServerParts
  readonly #lifetimeMs: number

  constructor(parts: ServerParts) {
    this.#parts = parts
    this.#lifetimeMs = parts.config.integer('webserver', 'session_lifetime_minutes') * 60_000
  }

  /** Sets the cookie. @returns what requests that change something have to bring along in X-CSRFToken */
  async start(user: User, reply: FastifyReply): Promise<string> {
    const { database, clock } = this.#parts
    const value = randomBytes(32).toString('base64url')
    const session = {
      key: keyOf(value),
      userId: user.id,
      passwordMark: passwordMark(user.passwordHash),
      expiresMs: clock() + this.#lifetimeMs,
    }
    await pruneSessions(database.kysely, clock())
    await createSession(database.kysely, session)
    reply.setCookie(COOKIE, value, this.#cookie(session.expiresMs))
    return this.csrfToken(session.key)
  }

  /** Null without a session. @throws Problem 403 for a change that does not bring its token */
  async userOf(request: FastifyRequest): Promise<User | null> {
    const found = await this.find(request)
    if (found === null) return null
    if (!SAFE_METHODS.has(request.method)) this.#demandCsrfToken(request, found.session)
    return found.user
  }

  /** Sessions that are used go on. */
  async find(request: FastifyRequest): Promise<{ readonly user: User; readonly session: Session } | null> {
    const value = request.cookies[COOKIE]
    if (value === undefined) return null
    const { database, clock } = this.#parts
    const session = await findSession(database.kysely, keyOf(value), clock())
    if (session === null) return null
    const user = await userOfMark(database.kysely, session.userId, session.passwordMark)
    if (user === null) return null
    await this.#extend(session)
    return { user, session }
  }

  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const value = request.cookies[COOKIE]
    if (value !== undefined) await deleteSession(this.#parts.database.kysely, keyOf(value))
    reply.clearCookie(COOKIE, { path: '/' })
  }

  csrfToken(sessionKey: string): string {
    return signToken(sessionKey, { secret: signingSecret(this.#parts.config), purpose: 'csrf' })
  }

  #demandCsrfToken({ headers }: FastifyRequest, { key }: Session): void {
    if (isSame(String(headers[CSRF_HEADER] ?? ''), this.csrfToken(key))) return
    throw new Problem(403, { detail: 'The CSRF token is missing or wrong. Send that of /auth/session in X-CSRFToken' })
  }

  /** The row is written once in a tenth of its life. */
  async #extend({ key, expiresMs }: Session): Promise<void> {
    const { database, clock } = this.#parts
    if (expiresMs - clock() < this.#lifetimeMs * 0.9)
      await extendSession(database.kysely, key, clock() + this.#lifetimeMs)
  }

  #cookie(expiresMs: number): CookieSerializeOptions {
    const { config } = this.#parts
    const sameSite = sameSiteOf(config)
    return {
      path: '/',
      httpOnly: true,
      secure: config.boolean('webserver', 'cookie_secure') ? true : 'auto',
      expires: new Date(expiresMs),
      ...(sameSite === null ? {} : { sameSite }),
    }
  }
}

const keyOf = (value: string): string => `slipstream:${createHash('sha256').update(value).digest('base64url')}`

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const SAME_SITES = { Lax: 'lax', Strict: 'strict', None: 'none' } as const

const sameSiteOf = (config: Config): 'lax' | 'strict' | 'none' | null =>
  SAME_SITES[config.string('webserver', 'cookie_samesite') as keyof typeof SAME_SITES] ?? null
