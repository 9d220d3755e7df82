import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { JsonValue } from '../../../model/keys.ts'
import { signingSecret } from '../../file-tokens.ts'
import type { ServerParts } from '../../route.ts'
import { readToken, signToken } from '../../signed-token.ts'
import type { Sessions } from '../sessions.ts'
import { OidcRefused } from './oidc-refused.ts'
import type { OidcSettings } from './oidc-settings.ts'
import { type OidcRequest, OidcSignIn } from './oidc-sign-in.ts'
import { userOfClaims } from './oidc-user.ts'

const COOKIE = 'oidc'
const PATH = '/auth/oidc'
/** As long as somebody may take at the provider. */
const HOLDS_MS = 10 * 60_000

export interface OidcParts {
  readonly parts: ServerParts
  readonly settings: OidcSettings
  readonly sessions: Sessions
}

/** Signing in by way of an OpenID Connect provider: browsers go to it, come back, and have a session. */
export function serveOidc(server: FastifyInstance, { parts, settings, sessions }: OidcParts): void {
  const signIn = new OidcSignIn(settings)
  const pending = pendingRequests(parts)
  const serve = (path: string, answer: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>) =>
    server.get(`${PATH}/${path}`, (request, reply) =>
      answer(request, reply).catch(error => backToLogin(parts, reply, error)),
    )

  serve('login', async (request, reply) => {
    const { url, request: begun } = await signIn.begin()
    pending.keep(reply, { ...begun, next: ownPath((request.query as { readonly next?: unknown }).next) })
    return reply.redirect(url.href)
  })
  serve('callback', async (request, reply) => {
    const { next, ...begun } = pending.take(request, reply)
    const user = await userOfClaims(parts, settings, await signIn.finish(queryOf(request), begun))
    await sessions.start(user, reply)
    return reply.redirect(next)
  })
}

interface Pending extends OidcRequest {
  readonly next: string
}

/** The request waits in a cookie of its browser, where nobody can change it. */
function pendingRequests({ config, clock }: ServerParts) {
  const key = { secret: signingSecret(config), purpose: 'oidc' }
  return {
    keep(reply: FastifyReply, request: Pending): void {
      const value = signToken({ ...request, untilMs: clock() + HOLDS_MS } as unknown as JsonValue, key)
      reply.setCookie(COOKIE, value, { path: PATH, httpOnly: true, sameSite: 'lax', secure: 'auto' })
    },
    /** @throws OidcRefused */
    take(request: FastifyRequest, reply: FastifyReply): Pending {
      const value = readToken(request.cookies[COOKIE] ?? '', key) as
        | (Pending & { readonly untilMs: number })
        | undefined
      reply.clearCookie(COOKIE, { path: PATH })
      if (value !== undefined && value.untilMs >= clock()) return value
      throw new OidcRefused('not_begun_here', 'it was not begun in this browser, or too long ago')
    },
  }
}

/** Anything else could lead to another site. */
const ownPath = (next: unknown): string => (typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/')

const queryOf = ({ url }: FastifyRequest): string => (url.includes('?') ? url.slice(url.indexOf('?')) : '')

function backToLogin({ log }: ServerParts, reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof OidcRefused)) throw error
  log.warn('login_refused', { error: describe(error) })
  return reply.redirect(`/login?refused=${error.refusal}`)
}

const describe = ({ message, cause }: OidcRefused): string =>
  cause instanceof Error ? `${message} (${[cause.message, causeOf(cause)].filter(Boolean).join(': ')})` : message

const causeOf = ({ cause }: Error): string | null => (cause instanceof Error ? cause.message : null)
