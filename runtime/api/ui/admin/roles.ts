import { listDagModels } from '../../../db/dag.ts'
import { listRolePermissions } from '../../../db/permission.ts'
import { isBuiltInRole, listRoles } from '../../../db/role.ts'
import { listUsers } from '../../../db/user.ts'
import { DAG_ACTIONS, DAG_RUN_ACTIONS } from '../../../model/dag.ts'
import { BUILT_IN_PERMISSIONS, dagPermissions, permissionTexts } from '../../../model/permission.ts'
import { type Route, route } from '../../route.ts'
import type { RoleList } from '../contract/users.ts'

export const rolePageRoute: Route = route({
  method: 'GET',
  path: '/ui/roles',
  operationId: 'ui_roles',
  summary: 'Roles with what they may do, and what else they could be given',
  tag: 'Pages',
  access: ['can_read', 'Roles'],
  handle: async ({ parts }): Promise<RoleList> => {
    const db = parts.database.kysely
    const stored = await listRolePermissions(db)
    const users = await listUsers(db)
    const roles = (await listRoles(db)).map(({ name }) => {
      const fixed = permissionTexts(BUILT_IN_PERMISSIONS[name] ?? [])
      return {
        name,
        userCount: users.filter(user => user.roles.includes(name)).length,
        isBuiltIn: isBuiltInRole(name),
        fixed,
        given: permissionTexts(stored.get(name) ?? []).filter(text => !fixed.includes(text)),
      }
    })
    const dagIds = (await listDagModels(db, { active: true })).map(({ dagId }) => dagId)
    return { roles, permissions: ALL, dagPermissions: OF_A_DAG, dagIds }
  },
})

/** An administrator may do everything. */
const ALL = permissionTexts(BUILT_IN_PERMISSIONS['Admin'] ?? [])

const OF_A_DAG = permissionTexts(dagPermissions('ID', { DAGs: DAG_ACTIONS, 'DAG Runs': DAG_RUN_ACTIONS }))
