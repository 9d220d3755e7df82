import { listRolePermissions } from '../../db/permission.ts'
import type { Db } from '../../db/tables.ts'
import type { User } from '../../db/user.ts'
import {
  BUILT_IN_PERMISSIONS,
  dagOfResource,
  dagResource,
  dagRunResource,
  type Permission,
} from '../../model/permission.ts'
import type { Access } from './access.ts'

/** What a user may do: all permissions of all roles together. */
export class Rights {
  readonly #known: ReadonlySet<string>
  readonly #dagIds: ReadonlySet<string>

  constructor(permissions: readonly Permission[]) {
    this.#known = new Set(permissions.map(keyOf))
    this.#dagIds = new Set(permissions.flatMap(([, resource]) => dagOfResource(resource) ?? []))
  }

  /**
   * Whether a route is open (Airflow's FabAuthManager): what belongs to a DAG needs the permission for its kind, and
   * that DAG too, to be read or edited. `dagId` is null where no single DAG is meant.
   */
  allow(access: Access, dagId: string | null): boolean {
    if (access === 'public') return true
    const [action, resource] = permissionOf(access)
    if (resource === 'DAGs') return this.#hasDag(action, dagId)
    if (!this.#hasKind([action, resource], dagId)) return false
    return dagId === null || this.#hasDag(action === 'can_read' ? 'can_read' : 'can_edit', dagId)
  }

  /** Those of the asked DAGs that may be read; undefined stands for all DAGs. */
  readableDagIds(asked?: readonly string[]): readonly string[] | undefined {
    if (this.#has(['can_read', 'DAGs'])) return asked
    return (asked ?? [...this.#dagIds]).filter(dagId => this.#has(['can_read', dagResource(dagId)]))
  }

  /** Of runs it is enough to have the permission for those of the DAG (Airflow 2.10: _is_authorized_dag_run). */
  #hasKind([action, resource]: Permission, dagId: string | null): boolean {
    if (this.#has([action, resource])) return true
    return resource === 'DAG Runs' && dagId !== null && this.#has([action, dagRunResource(dagId)])
  }

  #hasDag(action: Permission[0], dagId: string | null): boolean {
    if (this.#has([action, 'DAGs'])) return true
    // Of lists, those DAGs are shown that may be read.
    if (dagId === null) return action === 'can_read' && (this.readableDagIds() ?? []).length > 0
    return this.#has([action, dagResource(dagId)])
  }

  #has(permission: Permission): boolean {
    return this.#known.has(keyOf(permission))
  }
}

/** What the user may do, if that is enough for the route; null if not. Built-in roles that suffice cost no query. */
export async function permittedRights(
  db: Db,
  { roles }: Pick<User, 'roles'>,
  { access, dagId }: { readonly access: Access; readonly dagId: string | null },
): Promise<Rights | null> {
  const builtIn = roles.flatMap(role => BUILT_IN_PERMISSIONS[role] ?? [])
  const rights = new Rights(builtIn)
  if (rights.allow(access, dagId) && rights.readableDagIds() === undefined) return rights
  const all = new Rights(await permissionsOf(db, { roles }))
  return all.allow(access, dagId) ? all : null
}

/** Those of all roles of the user, in the order of the roles; what several roles give is there several times. */
export async function permissionsOf(db: Db, { roles }: Pick<User, 'roles'>): Promise<Permission[]> {
  const stored = await listRolePermissions(db, roles)
  return roles.flatMap(role => [...(BUILT_IN_PERMISSIONS[role] ?? []), ...(stored.get(role) ?? [])])
}

/** For pages of ours that show no single resource of Airflow. */
const SHORT: Readonly<Record<Exclude<Access, Permission | 'public'>, Permission>> = {
  read: ['can_read', 'Website'],
  write: ['can_edit', 'DAGs'],
  operate: ['can_read', 'Audit Logs'],
}

const permissionOf = (access: Exclude<Access, 'public'>): Permission =>
  typeof access === 'string' ? SHORT[access] : access

const keyOf = ([action, resource]: Permission): string => `${action} ${resource}`
