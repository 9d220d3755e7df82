import type { Db } from './tables.ts'

/** Airflow's built-in roles (fab_security/manager.py), each of them able to do what the one before it can. */
export const BUILT_IN_ROLES = ['Public', 'Viewer', 'User', 'Op', 'Admin'] as const

export const isBuiltInRole = (name: string): boolean => BUILT_IN_ROLES.some(known => known === name)

export interface Role {
  readonly id: number
  readonly name: string
}

export async function listRoles(db: Db): Promise<Role[]> {
  return db.selectFrom('ab_role').select(['id', 'name']).orderBy('name').execute()
}

export async function findRole(db: Db, name: string): Promise<Role | null> {
  const role = await db.selectFrom('ab_role').select(['id', 'name']).where('name', '=', name).executeTakeFirst()
  return role ?? null
}

export async function ensureRoles(db: Db, names: readonly string[]): Promise<void> {
  const known = new Set((await listRoles(db)).map(role => role.name))
  const missing = names.filter(name => !known.has(name)).map(name => ({ name }))
  if (missing.length > 0) await db.insertInto('ab_role').values(missing).execute()
}

/** @returns the id of the new role; the name must be free */
export async function createRole(db: Db, name: string): Promise<number> {
  const { insertId } = await db.insertInto('ab_role').values({ name }).executeTakeFirstOrThrow()
  return Number(insertId)
}

export async function renameRole(db: Db, id: number, name: string): Promise<void> {
  await db.updateTable('ab_role').set({ name }).where('id', '=', id).execute()
}

/** Its users and permissions stay, without it. To be called in a transaction. */
export async function deleteRole(db: Db, id: number): Promise<void> {
  await db.deleteFrom('ab_user_role').where('role_id', '=', id).execute()
  await db.deleteFrom('ab_permission_view_role').where('role_id', '=', id).execute()
  await db.deleteFrom('ab_role').where('id', '=', id).execute()
}
