import type { DagAccess } from '../model/dag.ts'
import { type Action, dagOfResource, dagPermissions, type Permission, samePermission } from '../model/permission.ts'
import { ensureRoles, listRoles } from './role.ts'
import type { Db } from './tables.ts'

/** The permissions of roles as the tables of Flask-AppBuilder hold them, by the name of the role. */
export async function listRolePermissions(db: Db, roles?: readonly string[]): Promise<Map<string, Permission[]>> {
  if (roles?.length === 0) return new Map()
  const rows = await db
    .selectFrom('ab_permission_view_role as given')
    .innerJoin('ab_role as role', 'role.id', 'given.role_id')
    .innerJoin('ab_permission_view as pair', 'pair.id', 'given.permission_view_id')
    .innerJoin('ab_permission as action', 'action.id', 'pair.permission_id')
    .innerJoin('ab_view_menu as resource', 'resource.id', 'pair.view_menu_id')
    .select(['role.name as role', 'action.name as action', 'resource.name as resource'])
    .$if(roles !== undefined, query => query.where('role.name', 'in', roles as string[]))
    .orderBy('given.id')
    .execute()
  const permissions = new Map<string, Permission[]>()
  for (const { role, action, resource } of rows)
    permissions.set(role, [...(permissions.get(role) ?? []), [action as Action, resource]])
  return permissions
}

/** In place of those that the role has in the tables. To be called in a transaction. */
export async function setRolePermissions(db: Db, roleId: number, permissions: readonly Permission[]): Promise<void> {
  await db.deleteFrom('ab_permission_view_role').where('role_id', '=', roleId).execute()
  const each = permissions.filter((one, index) => permissions.findIndex(other => samePermission(one, other)) === index)
  for (const permission of each) {
    const row = { permission_view_id: await pairId(db, permission), role_id: roleId }
    await db.insertInto('ab_permission_view_role').values(row).execute()
  }
}

/**
 * Gives a DAG, and what is said of its runs, to exactly these roles (Airflow: sync_perm_for_dag); roles that do not exist are made. To be called in a
 * transaction.
 */
export async function syncDagPermissions(
  db: Db,
  dagId: string,
  access: Readonly<Record<string, DagAccess>>,
): Promise<void> {
  await ensureRoles(db, Object.keys(access))
  const stored = await listRolePermissions(db)
  for (const role of await listRoles(db)) {
    const before = stored.get(role.name) ?? []
    const others = before.filter(([, resource]) => dagOfResource(resource) !== dagId)
    const given = dagPermissions(dagId, access[role.name] ?? [])
    if (given.length > 0 || others.length < before.length) await setRolePermissions(db, role.id, [...others, ...given])
  }
}

async function pairId(db: Db, [action, resource]: Permission): Promise<number> {
  const pair = {
    permission_id: await idOf(db, 'ab_permission', action),
    view_menu_id: await idOf(db, 'ab_view_menu', resource),
  }
  const known = await db
    .selectFrom('ab_permission_view')
    .select('id')
    .where(where => where.and(pair))
    .executeTakeFirst()
  if (known !== undefined) return known.id
  const { insertId } = await db.insertInto('ab_permission_view').values(pair).executeTakeFirstOrThrow()
  return Number(insertId)
}

async function idOf(db: Db, table: 'ab_permission' | 'ab_view_menu', name: string): Promise<number> {
  const known = await db.selectFrom(table).select('id').where('name', '=', name).executeTakeFirst()
  if (known !== undefined) return known.id
  const { insertId } = await db.insertInto(table).values({ name }).executeTakeFirstOrThrow()
  return Number(insertId)
}
