import type { Selectable } from 'kysely'
import { parseSqlTimestampOrNull, sqlTimestamp } from '../model/time.ts'
import { allOf, isExactly } from './conditions.ts'
import { RoleNotFound, UserAlreadyExists, UserNotFound } from './errors.ts'
import { listRoles } from './role.ts'
import type { Db, Tables } from './tables.ts'

export interface NewUser {
  readonly username: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  /** From hashPassword (db/password.ts); null for who signs in elsewhere. */
  readonly passwordHash: string | null
  readonly roles: readonly string[]
}

export interface User extends NewUser {
  readonly id: number
  readonly isActive: boolean
  readonly lastLoginMs: number | null
  readonly loginCount: number
  readonly failedLoginCount: number
  readonly createdOnMs: number | null
  readonly changedOnMs: number | null
}

/**
 * To be called in a transaction, since it writes the user and the roles.
 * @throws UserAlreadyExists, RoleNotFound
 */
export async function createUser(db: Db, user: NewUser, atMs: number): Promise<User> {
  await refuseTaken(db, user)
  const roleIds = await roleIdsOf(db, user.roles)
  await db
    .insertInto('ab_user')
    .values({
      username: user.username,
      first_name: user.firstName,
      last_name: user.lastName,
      email: user.email,
      password: user.passwordHash,
      active: 1,
      login_count: 0,
      fail_login_count: 0,
      created_on: sqlTimestamp(atMs),
      changed_on: sqlTimestamp(atMs),
    })
    .execute()
  const id = await userId(db, user.username)
  for (const roleId of roleIds) await db.insertInto('ab_user_role').values({ user_id: id, role_id: roleId }).execute()
  return (await findUser(db, user.username)) as User
}

export async function findUser(db: Db, username: string): Promise<User | null> {
  const row = await db.selectFrom('ab_user').selectAll().where('username', '=', username).executeTakeFirst()
  return row === undefined ? null : toUser(row, await rolesByUser(db, row.id))
}

export async function findUserById(db: Db, id: number): Promise<User | null> {
  const row = await db.selectFrom('ab_user').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toUser(row, await rolesByUser(db, row.id))
}

export async function listUsers(db: Db): Promise<User[]> {
  const rows = await db.selectFrom('ab_user').selectAll().orderBy('id').execute()
  const roles = await rolesByUser(db)
  return rows.map(row => toUser(row, roles))
}

/**
 * Changes what is given, and nothing else. To be called in a transaction.
 * @throws UserNotFound, UserAlreadyExists, RoleNotFound
 */
export async function updateUser(db: Db, username: string, changes: UserChanges): Promise<User> {
  const user = await requireUser(db, username)
  const { roles, atMs, ...columns } = changes
  await refuseTaken(db, { username: '', email: '', ...columns }, user.id)
  await db
    .updateTable('ab_user')
    .set({
      // What is undefined stays as it is.
      username: columns.username,
      email: columns.email,
      first_name: columns.firstName,
      last_name: columns.lastName,
      password: columns.passwordHash,
      active: activeOf(columns.isActive),
      fail_login_count: columns.failedLoginCount,
      changed_on: sqlTimestamp(atMs),
    })
    .where('id', '=', user.id)
    .execute()
  const name = columns.username ?? username
  if (roles !== undefined) await setUserRoles(db, name, roles)
  return requireUser(db, name)
}

const activeOf = (isActive: boolean | undefined): 0 | 1 | undefined =>
  isActive === undefined ? undefined : isActive ? 1 : 0

export interface UserChanges extends Partial<NewUser> {
  readonly isActive?: boolean
  readonly failedLoginCount?: number
  readonly atMs: number
}

/** Deletes the user; notes that the user wrote stay. @throws UserNotFound */
export async function deleteUser(db: Db, username: string): Promise<void> {
  const id = await userId(db, username)
  await db.updateTable('dag_run_note').set({ user_id: null }).where('user_id', '=', id).execute()
  await db.updateTable('task_instance_note').set({ user_id: null }).where('user_id', '=', id).execute()
  await db.updateTable('ab_user').set({ created_by_fk: null }).where('created_by_fk', '=', id).execute()
  await db.updateTable('ab_user').set({ changed_by_fk: null }).where('changed_by_fk', '=', id).execute()
  await db.deleteFrom('ab_user_role').where('user_id', '=', id).execute()
  await db.deleteFrom('ab_user').where('id', '=', id).execute()
}

/** @throws UserNotFound */
export async function setPasswordHash(db: Db, username: string, passwordHash: string): Promise<void> {
  const id = await userId(db, username)
  await db
    .updateTable('ab_user')
    .set({ password: passwordHash, fail_login_count: 0, changed_on: sqlTimestamp(Date.now()) })
    .where('id', '=', id)
    .execute()
}

/** @throws UserNotFound, RoleNotFound */
export async function addUserRole(db: Db, username: string, role: string): Promise<void> {
  const user = await requireUser(db, username)
  const roleIds = await roleIdsOf(db, [role])
  if (user.roles.includes(role)) return
  for (const roleId of roleIds) {
    await db.insertInto('ab_user_role').values({ user_id: user.id, role_id: roleId }).execute()
  }
}

/** In place of those that the user has. @throws UserNotFound, RoleNotFound */
export async function setUserRoles(db: Db, username: string, roles: readonly string[]): Promise<void> {
  const id = await userId(db, username)
  const roleIds = await roleIdsOf(db, roles)
  await db.deleteFrom('ab_user_role').where('user_id', '=', id).execute()
  for (const roleId of roleIds) await db.insertInto('ab_user_role').values({ user_id: id, role_id: roleId }).execute()
}

/** @throws UserNotFound, RoleNotFound */
export async function removeUserRole(db: Db, username: string, role: string): Promise<void> {
  const id = await userId(db, username)
  const roleIds = await roleIdsOf(db, [role])
  await db.deleteFrom('ab_user_role').where('user_id', '=', id).where('role_id', 'in', roleIds).execute()
}

/** Counts a login as Flask-AppBuilder does: a success ends the row of failures. */
export async function recordLogin(
  db: Db,
  userId: number,
  outcome: { succeeded: boolean; atMs: number },
): Promise<void> {
  await db
    .updateTable('ab_user')
    .set(column =>
      outcome.succeeded
        ? {
            login_count: column(column.fn.coalesce('login_count', column.lit(0)), '+', 1),
            fail_login_count: 0,
            last_login: sqlTimestamp(outcome.atMs),
          }
        : { fail_login_count: column(column.fn.coalesce('fail_login_count', column.lit(0)), '+', 1) },
    )
    .where('id', '=', userId)
    .execute()
}

async function refuseTaken(db: Db, user: Pick<NewUser, 'username' | 'email'>, ownId = 0): Promise<void> {
  const taken = await db
    .selectFrom('ab_user')
    .select(['username', 'email'])
    .where(column => column.or([column('username', '=', user.username), column('email', '=', user.email)]))
    .where('id', '!=', ownId)
    .executeTakeFirst()
  if (taken === undefined) return
  const isUsername = taken.username.toLowerCase() === user.username.toLowerCase()
  throw isUsername ? new UserAlreadyExists('username', user.username) : new UserAlreadyExists('email', user.email)
}

async function roleIdsOf(db: Db, names: readonly string[]): Promise<number[]> {
  const known = await listRoles(db)
  return names.map(name => {
    const role = known.find(candidate => candidate.name === name)
    if (role === undefined)
      throw new RoleNotFound(
        name,
        known.map(candidate => candidate.name),
      )
    return role.id
  })
}

async function userId(db: Db, username: string): Promise<number> {
  const row = await db.selectFrom('ab_user').select('id').where('username', '=', username).executeTakeFirst()
  if (row === undefined) throw new UserNotFound(username)
  return row.id
}

async function requireUser(db: Db, username: string): Promise<User> {
  const user = await findUser(db, username)
  if (user === null) throw new UserNotFound(username)
  return user
}

/** Of all users, or of one: every request asks for its own user. */
async function rolesByUser(db: Db, userId?: number): Promise<Map<number, string[]>> {
  const rows = await db
    .selectFrom('ab_user_role')
    .innerJoin('ab_role', 'ab_role.id', 'ab_user_role.role_id')
    .select(['ab_user_role.user_id', 'ab_role.name'])
    .where(allOf(isExactly('ab_user_role.user_id', userId)))
    .orderBy('ab_role.name')
    .execute()
  const roles = new Map<number, string[]>()
  for (const { user_id, name } of rows) {
    if (user_id !== null) roles.set(user_id, [...(roles.get(user_id) ?? []), name])
  }
  return roles
}

type UserRow = Selectable<Tables['ab_user']>

function toUser(row: UserRow, roles: ReadonlyMap<number, string[]>): User {
  return {
    id: row.id,
    username: row.username,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    passwordHash: row.password,
    roles: roles.get(row.id) ?? [],
    isActive: row.active === 1,
    lastLoginMs: parseSqlTimestampOrNull(row.last_login),
    loginCount: row.login_count ?? 0,
    failedLoginCount: row.fail_login_count ?? 0,
    createdOnMs: parseSqlTimestampOrNull(row.created_on),
    changedOnMs: parseSqlTimestampOrNull(row.changed_on),
  }
}
