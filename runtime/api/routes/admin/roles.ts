import { findDagModel } from '../../../db/dag.ts'
import { listRolePermissions, setRolePermissions } from '../../../db/permission.ts'
import { createRole, deleteRole, findRole, isBuiltInRole, listRoles, type Role, renameRole } from '../../../db/role.ts'
import type { Db } from '../../../db/tables.ts'
import {
  ACTIONS,
  type Action,
  BUILT_IN_PERMISSIONS,
  dagOfResource,
  type Permission,
  RESOURCES,
  samePermission,
} from '../../../model/permission.ts'
import { change } from '../../change.ts'
import { givenFields, MASK_FIELD } from '../../input/given-fields.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { badRequest, notFound, Problem } from '../../problem.ts'
import { type Route, route } from '../../route.ts'
import { pythonRepr } from '../../views/python-text.ts'
import { ACTIONS_SHAPE, ROLE_SHAPE, ROLES_SHAPE, roleView } from '../../views/role.ts'
import { inOrder, pageOfRows } from '../../views/rows.ts'

const NAMED = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } as const
const BODY = {
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 64 },
    actions: {
      type: 'array',
      items: { type: 'object', properties: { action: NAMED, resource: NAMED }, required: ['action', 'resource'] },
      description: 'What users with this role may do to which resource; DAG:<dag_id> is one DAG.',
    },
  },
  required: ['name', 'actions'],
} as const

export const roleRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/roles',
    operationId: 'get_roles',
    summary: 'List roles and their permissions',
    tag: 'Role',
    access: ['can_read', 'Roles'],
    query: { ...PAGE_FIELDS, order_by: ORDER_FIELD },
    answer: ROLES_SHAPE,
    handle: async ({ parts, query }) => {
      const aliases: Readonly<Record<string, 'id'>> = { role_id: 'id' }
      const order = orderOf(query.order_by, {
        allowed: ['name'] as readonly ('id' | 'name')[],
        fallback: 'name',
        aliases,
      })
      const roles = await listRoles(parts.database.kysely)
      const stored = await listRolePermissions(parts.database.kysely)
      const rows = pageOfRows(inOrder(roles, order), pageOf(parts.config, query))
      return { roles: rows.map(({ name }) => roleView(name, allOf(name, stored))), total_entries: roles.length }
    },
  }),
  route({
    method: 'POST',
    path: '/roles',
    operationId: 'post_role',
    summary: 'Add a role',
    tag: 'Role',
    access: ['can_create', 'Roles'],
    body: BODY,
    answer: ROLE_SHAPE,
    handle: call => {
      const { name, actions } = call.body
      return change(call, {}, async db => {
        await refuseTaken(db, name)
        await setRolePermissions(db, await createRole(db, name), await permissionsOf(db, actions))
        const after = await viewOf(db, name)
        return { result: after, wake: [], before: null, after }
      })
    },
  }),
  route({
    method: 'GET',
    path: '/roles/{role_name}',
    operationId: 'get_role',
    summary: 'One role',
    tag: 'Role',
    access: ['can_read', 'Roles'],
    answer: ROLE_SHAPE,
    handle: async ({ parts, params }) => {
      await requireRole(parts.database.kysely, params.role_name)
      return viewOf(parts.database.kysely, params.role_name)
    },
  }),
  route({
    method: 'PATCH',
    path: '/roles/{role_name}',
    operationId: 'patch_role',
    summary: 'Change a role; what a built-in role may do can only grow',
    tag: 'Role',
    access: ['can_edit', 'Roles'],
    query: { update_mask: MASK_FIELD },
    body: { properties: BODY.properties },
    answer: ROLE_SHAPE,
    handle: call => {
      const refusal = (field: string) => `'${field}' in update_mask is unknown`
      const { name, actions } = givenFields(call.body, call.query.update_mask, { fixed: [], refusal })
      return change(call, {}, async db => {
        const role = await requireRole(db, call.params.role_name)
        const before = await viewOf(db, role.name)
        if (actions !== undefined) {
          const known = (await listRolePermissions(db, [role.name])).get(role.name)
          await setRolePermissions(db, role.id, await permissionsOf(db, actions, known))
        }
        if (name !== undefined && name !== role.name) await rename(db, role, name)
        const after = await viewOf(db, name ?? role.name)
        return { result: after, wake: [], before, after }
      })
    },
  }),
  route({
    method: 'DELETE',
    path: '/roles/{role_name}',
    operationId: 'delete_role',
    summary: 'Delete a role; its users stay, without it',
    tag: 'Role',
    access: ['can_delete', 'Roles'],
    handle: call =>
      change(call, {}, async db => {
        const role = await requireRole(db, call.params.role_name)
        refuseBuiltIn(role, 'deleted')
        const before = await viewOf(db, role.name)
        await deleteRole(db, role.id)
        return { result: null, wake: [], before, after: null }
      }),
  }),
  route({
    method: 'GET',
    path: '/permissions',
    operationId: 'get_permissions',
    summary: 'The actions that permissions are made of',
    tag: 'Permission',
    access: ['can_read', 'Permissions'],
    query: PAGE_FIELDS,
    answer: ACTIONS_SHAPE,
    handle: async ({ parts, query }) => ({
      actions: pageOfRows(ACTIONS, pageOf(parts.config, query)).map(name => ({ name })),
      total_entries: ACTIONS.length,
    }),
  }),
]

type Stored = ReadonlyMap<string, readonly Permission[]>

function allOf(role: string, stored: Stored): readonly Permission[] {
  const builtIn = BUILT_IN_PERMISSIONS[role] ?? []
  const further = stored.get(role) ?? []
  return [...builtIn, ...further.filter(one => !builtIn.some(known => samePermission(known, one)))]
}

const viewOf = async (db: Db, name: string) => roleView(name, allOf(name, await listRolePermissions(db, [name])))

interface NamedPermission {
  readonly action: { readonly name: string }
  readonly resource: { readonly name: string }
}

/** A role keeps its rights to DAGs that are gone. @throws Problem 400 for what does not exist */
async function permissionsOf(
  db: Db,
  actions: readonly NamedPermission[],
  known: readonly Permission[] = [],
): Promise<Permission[]> {
  const permissions: Permission[] = []
  for (const { action, resource } of actions) {
    if (!ACTIONS.some(known => known === action.name))
      throw badRequest(`The specified action: ${pythonRepr(action.name)} was not found`)
    const isKnown = known.some(([, name]) => name === resource.name)
    if (!isKnown && !(await isResource(db, resource.name)))
      throw badRequest(`The specified resource: ${pythonRepr(resource.name)} was not found`)
    permissions.push([action.name as Action, resource.name])
  }
  return permissions
}

async function isResource(db: Db, name: string): Promise<boolean> {
  const dagId = dagOfResource(name)
  return dagId === null ? RESOURCES.has(name) : (await findDagModel(db, dagId)) !== null
}

async function rename(db: Db, role: Role, name: string): Promise<void> {
  refuseBuiltIn(role, 'renamed')
  await refuseTaken(db, name)
  await renameRole(db, role.id, name)
}

async function refuseTaken(db: Db, name: string): Promise<void> {
  if ((await findRole(db, name)) === null) return
  throw new Problem(409, {
    detail: `Role with name ${pythonRepr(name)} already exists; please update with the PATCH endpoint`,
  })
}

function refuseBuiltIn({ name }: Role, how: string): void {
  if (!isBuiltInRole(name)) return
  throw badRequest(`The role ${name} is one of Airflow's own and cannot be ${how}. Give users another role instead`)
}

async function requireRole(db: Db, name: string): Promise<Role> {
  const role = await findRole(db, name)
  if (role === null) throw notFound('Role not found', `Role with name ${pythonRepr(name)} was not found`)
  return role
}
