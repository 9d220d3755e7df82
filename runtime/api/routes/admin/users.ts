import { RoleNotFound, UserAlreadyExists, UserNotFound } from '../../../db/errors.ts'
import { hashPassword } from '../../../db/password.ts'
import type { Db } from '../../../db/tables.ts'
import {
  createUser,
  deleteUser,
  findUser,
  listUsers,
  type NewUser,
  type User,
  type UserChanges,
  updateUser,
} from '../../../db/user.ts'
import { change } from '../../change.ts'
import { givenFields, MASK_FIELD } from '../../input/given-fields.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { badRequest, notFound, Problem } from '../../problem.ts'
import { type Route, route } from '../../route.ts'
import { pythonRepr } from '../../views/python-text.ts'
import { inOrder, pageOfRows } from '../../views/rows.ts'
import { USER_SHAPE, USERS_SHAPE, userView } from '../../views/user.ts'

const NAME = { type: 'string', maxLength: 256 } as const
const FIELDS = {
  username: { type: 'string', minLength: 1, maxLength: 512 },
  email: { type: 'string', minLength: 1, maxLength: 512 },
  first_name: NAME,
  last_name: NAME,
  roles: {
    type: 'array',
    items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    description: 'In place of the roles that the user has; a new one is a Viewer unless given.',
  },
  password: { type: 'string', minLength: 1, maxLength: 1024, description: 'Never shown again.' },
} as const

/** Airflow changes these on its pages only. */
const CHANGED_FIELDS = {
  active: { type: 'boolean', description: 'Who is not active cannot sign in.' },
  failed_login_count: { type: 'integer', minimum: 0 },
} as const

export const userRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/users',
    operationId: 'get_users',
    summary: 'List users',
    tag: 'User',
    access: ['can_read', 'Users'],
    query: { ...PAGE_FIELDS, order_by: ORDER_FIELD },
    answer: USERS_SHAPE,
    handle: async ({ parts, query }) => {
      const order = orderOf(query.order_by, { allowed: ['id', 'email'] as const, fallback: 'id', aliases: ALIASES })
      const users = await listUsers(parts.database.kysely)
      const rows = pageOfRows(inOrder(users, order), pageOf(parts.config, query))
      return { users: rows.map(userView), total_entries: users.length }
    },
  }),
  route({
    method: 'POST',
    path: '/users',
    operationId: 'post_user',
    summary: 'Add a user',
    tag: 'User',
    access: ['can_create', 'Users'],
    body: { properties: FIELDS, required: ['username', 'email', 'first_name', 'last_name', 'password'] },
    answer: USER_SHAPE,
    handle: async call => {
      const { parts, body } = call
      const user = { roles: ['Viewer'], ...(await columnsOf(body)) } as NewUser
      return change(call, {}, async db => {
        const created = userView(await createUser(db, user, parts.clock()).catch(explain))
        return { result: created, wake: [], before: null, after: created }
      })
    },
  }),
  route({
    method: 'GET',
    path: '/users/{username}',
    operationId: 'get_user',
    summary: 'One user',
    tag: 'User',
    access: ['can_read', 'Users'],
    answer: USER_SHAPE,
    handle: async ({ parts, params }) => userView(await requireUser(parts.database.kysely, params.username)),
  }),
  route({
    method: 'PATCH',
    path: '/users/{username}',
    operationId: 'patch_user',
    summary: 'Change a user',
    tag: 'User',
    access: ['can_edit', 'Users'],
    query: { update_mask: MASK_FIELD },
    body: { properties: { ...FIELDS, ...CHANGED_FIELDS } },
    answer: USER_SHAPE,
    handle: async call => {
      const { parts, params, query } = call
      const refusal = (field: string) => `Unknown update masks: ${pythonRepr(field)}`
      const columns = await columnsOf(givenFields(call.body, query.update_mask, { fixed: [], refusal }))
      return change(call, {}, async db => {
        const before = userView(await requireUser(db, params.username))
        const changes = { ...columns, atMs: parts.clock() }
        const after = userView(await updateUser(db, params.username, changes).catch(explain))
        return { result: after, wake: [], before, after }
      })
    },
  }),
  route({
    method: 'DELETE',
    path: '/users/{username}',
    operationId: 'delete_user',
    summary: 'Delete a user; notes of that user stay',
    tag: 'User',
    access: ['can_delete', 'Users'],
    handle: call =>
      change(call, {}, async db => {
        const before = userView(await requireUser(db, call.params.username))
        await deleteUser(db, call.params.username)
        return { result: null, wake: [], before, after: null }
      }),
  }),
]

const ALIASES: Readonly<Record<string, 'id' | 'firstName' | 'lastName' | 'username' | 'isActive'>> = {
  user_id: 'id',
  first_name: 'firstName',
  last_name: 'lastName',
  user_name: 'username',
  username: 'username',
  is_active: 'isActive',
}

interface UserBody {
  readonly username?: string | undefined
  readonly email?: string | undefined
  readonly first_name?: string | undefined
  readonly last_name?: string | undefined
  readonly roles?: readonly { readonly name: string }[] | undefined
  readonly password?: string | undefined
  readonly active?: boolean | undefined
  readonly failed_login_count?: number | undefined
}

/** The password is hashed before the transaction: that takes a while. */
async function columnsOf(body: UserBody): Promise<Omit<UserChanges, 'atMs'>> {
  const columns = {
    username: body.username,
    email: body.email,
    firstName: body.first_name,
    lastName: body.last_name,
    roles: body.roles === undefined || body.roles.length === 0 ? undefined : body.roles.map(({ name }) => name),
    passwordHash: body.password === undefined ? undefined : await hashPassword(body.password),
    isActive: body.active,
    failedLoginCount: body.failed_login_count,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}

async function requireUser(db: Db, username: string): Promise<User> {
  const user = await findUser(db, username)
  if (user === null) throw userNotFound(username)
  return user
}

const userNotFound = (username: string): Problem =>
  notFound('User not found', `The User with username \`${username}\` was not found`)

/** In the words of Airflow's API. */
function explain(error: unknown): never {
  if (error instanceof UserAlreadyExists) throw new Problem(409, { detail: error.message }, { cause: error })
  if (error instanceof RoleNotFound) throw badRequest(`${error.message} - 'roles'`)
  if (error instanceof UserNotFound) throw notFound('User not found', error.message)
  throw error
}
