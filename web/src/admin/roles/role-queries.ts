import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type { RoleList } from '../../../../runtime/api/ui/contract/users.ts'
import { get, path, send } from '../../api/client.ts'
import { SLOW_MS } from '../../api/queries.ts'
import { sessionQuery } from '../../api/session.ts'

const KEY = ['roles']

export const rolesQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => get<RoleList>('/ui/roles', signal),
  refetchInterval: SLOW_MS,
})

interface Role {
  readonly name: string
  /** `can_edit DAGs` */
  readonly permissions: readonly string[]
}

export const addRole = (role: Role) => send('POST', '/api/v1/roles', bodyOf(role))

export const changeRole = (name: string, role: Role) => send('PATCH', path`/api/v1/roles/${name}`, bodyOf(role))

export const deleteRole = (name: string) => send('DELETE', path`/api/v1/roles/${name}`)

/** Shows what is there now, after a change, also what oneself may do. */
export function useFreshRoles(): () => Promise<unknown> {
  const queries = useQueryClient()
  const keys = [KEY, ['users'], sessionQuery.queryKey]
  return () => Promise.all(keys.map(queryKey => queries.invalidateQueries({ queryKey })))
}

/** Airflow's Role. */
const bodyOf = ({ name, permissions }: Role) => ({ name, actions: permissions.map(actionOf) })

function actionOf(permission: string) {
  const [action, resource] = partsOf(permission)
  return { action: { name: action }, resource: { name: resource } }
}

/** An action has no blank in it; a resource may. */
export function partsOf(permission: string): [action: string, resource: string] {
  const blank = permission.indexOf(' ')
  return [permission.slice(0, blank), permission.slice(blank + 1)]
}
