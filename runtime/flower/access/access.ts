import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { basicAuthentication } from '../../api/auth/authenticate.ts'
import { type Credentials, parseBasicCredentials } from '../../api/auth/basic-credentials.ts'
import { LoginLimiter } from '../../api/auth/login-limiter.ts'
import { admit } from '../../api/auth/password-login.ts'
import { permittedRights } from '../../api/auth/permission.ts'
import { Problem } from '../../api/problem.ts'
import type { ServerParts } from '../../api/route.ts'
import type { User } from '../../db/user.ts'
import type { FlowerSettings } from '../settings/flower-settings.ts'

/** Who asks. */
export interface Visitor {
  /** Empty for somebody unknown. */
  readonly username: string
  readonly displayName: string
  /** Whether they may do things to workers and tasks. */
  readonly mayAct: boolean
}

export const ANONYMOUS: Visitor = { username: '', displayName: '', mayAct: false }

/** Decides who may see, and who may act. */
export interface Access {
  /** @throws Problem 401 for wrong or missing credentials, 403 for users without a role, 429 after many failures */
  visitorOf(request: FastifyRequest): Promise<Visitor>
}

/**
 * Users of `flower_basic_auth` may do all. Airflow's users may look, and with the role Op or Admin act. Everybody else may
 * look where no `flower_basic_auth` is set, and nothing otherwise.
 */
export function flowerAccess(parts: ServerParts, users: ReadonlyMap<string, string>): Access {
  const airflow = basicAuthentication(parts)
  const limiter = new LoginLimiter(parts.clock)
  return {
    async visitorOf(request) {
      const { authorization } = request.headers
      if (authorization === undefined) return anonymous(users)
      const credentials = parseBasicCredentials(authorization)
      if (credentials === null) throw unauthorized()
      if (users.has(credentials.username)) return flowerUser(credentials, users, { limiter, address: request.ip })
      const user = await airflow(request)
      if (!(await may(parts, user, 'read'))) throw new Problem(403)
      const displayName = `${user.firstName} ${user.lastName}`
      return { username: user.username, displayName, mayAct: await may(parts, user, 'operate') }
    },
  }
}

const may = async ({ database }: ServerParts, user: User, access: 'read' | 'operate'): Promise<boolean> =>
  (await permittedRights(database.kysely, user, { access, dagId: null })) !== null

/** @throws Problem 401 or 403 */
export function demandActor(visitor: Visitor, { isReadOnly }: Pick<FlowerSettings, 'isReadOnly'>): void {
  if (isReadOnly) throw new Problem(403, { detail: 'Read only mode is enabled' })
  if (visitor.mayAct) return
  if (visitor.username === '') throw unauthorized()
  throw new Problem(403, { detail: 'Only users with the role Op or Admin may do this' })
}

export const unauthorized = (): Problem =>
  new Problem(401, {
    detail: 'Sign in as a user of flower_basic_auth, or as an Airflow user',
    headers: { 'WWW-Authenticate': 'Basic realm="flower", charset="UTF-8"' },
  })

function anonymous(users: ReadonlyMap<string, string>): Visitor {
  if (users.size > 0) throw unauthorized()
  return ANONYMOUS
}

function flowerUser(
  { username, password }: Credentials,
  users: ReadonlyMap<string, string>,
  { limiter, address }: { readonly limiter: LoginLimiter; readonly address: string },
): Visitor {
  const source = { username, address }
  admit(limiter, source)
  if (!isSame(password, users.get(username) as string)) throw unauthorized()
  limiter.recordSuccess(source)
  return { username, displayName: username, mayAct: true }
}

const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
