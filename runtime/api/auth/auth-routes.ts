import type { Db } from '../../db/tables.ts'
import type { User } from '../../db/user.ts'
import { permissionTexts } from '../../model/permission.ts'
import { Problem } from '../problem.ts'
import { type Route, route } from '../route.ts'
import type { OidcProvider } from '../ui/contract/login.ts'
import type { Authentication } from './authenticate.ts'
import type { OidcSettings } from './oidc/oidc-settings.ts'
import { ownPasswordRoute } from './own-password.ts'
import { permissionsOf } from './permission.ts'

const CREDENTIALS = {
  properties: { username: { type: 'string', maxLength: 256 }, password: { type: 'string', maxLength: 1024 } },
  required: ['username', 'password'],
} as const

/** Signing in and out, for the pages and for programs. `oidc` is null where nothing but passwords is configured. */
export const authRoutes = (proof: Authentication, oidc: OidcSettings | null): readonly Route[] => [
  ...sessionRoutes(proof, oidc === null ? null : { name: oidc.providerName }),
  tokenRoute(proof),
  ownPasswordRoute(proof),
]

const sessionRoutes = ({ logIn, sessions }: Authentication, oidc: OidcProvider | null): readonly Route[] => [
  route({
    method: 'POST',
    path: '/auth/login',
    operationId: 'login',
    summary: 'Sign this browser in',
    tag: 'Login',
    access: 'public',
    body: CREDENTIALS,
    handle: async ({ parts, body, request, reply }) => {
      const user = (await logIn(body, request.ip)) ?? refuse()
      const found = await sessionUser(parts.database.kysely, user)
      return { user: found, csrf_token: await sessions.start(user, reply), oidc }
    },
  }),
  route({
    method: 'POST',
    path: '/auth/logout',
    operationId: 'logout',
    summary: 'End the session of this browser',
    tag: 'Login',
    access: 'public',
    handle: async ({ request, reply }) => {
      if ((await sessions.userOf(request)) !== null) await sessions.end(request, reply)
      return null
    },
  }),
  route({
    method: 'GET',
    path: '/auth/session',
    operationId: 'get_session',
    summary: 'Who is signed in, the token that changes need, and another way to sign in',
    tag: 'Login',
    access: 'public',
    handle: async ({ parts, request }) => {
      const found = await sessions.find(request)
      if (found === null) return { user: null, csrf_token: null, oidc }
      const user = await sessionUser(parts.database.kysely, found.user)
      return { user, csrf_token: sessions.csrfToken(found.session.key), oidc }
    },
  }),
]

const tokenRoute = ({ logIn, tokens }: Authentication): Route =>
  route({
    method: 'POST',
    path: '/auth/token',
    operationId: 'create_token',
    summary: 'A bearer token for a program; it holds for a day',
    tag: 'Login',
    access: 'public',
    body: CREDENTIALS,
    handle: async ({ body, request }) => {
      const user = (await logIn(body, request.ip)) ?? refuse()
      return { access_token: await tokens.sign(user), token_type: 'Bearer' }
    },
  })

const refuse = (): never => {
  throw new Problem(401, { detail: 'Wrong name or password' })
}

/** With what the user may do, so that pages offer nothing that would be refused. */
async function sessionUser(db: Db, user: User) {
  const { username, firstName, lastName, email, roles } = user
  const permissions = permissionTexts(await permissionsOf(db, user))
  return { username, first_name: firstName, last_name: lastName, email, roles, permissions }
}
