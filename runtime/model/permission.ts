import type { DagAccess, DagAction } from './dag.ts'

/** What may be done to a resource (Airflow: airflow.security.permissions). */
export const ACTIONS = ['can_create', 'can_read', 'can_edit', 'can_delete', 'menu_access'] as const
export type Action = (typeof ACTIONS)[number]

/** An action on a resource, e.g. `can_read` on `Connections`, or on `DAG:nightly` for that DAG alone. */
export type Permission = readonly [action: Action, resource: string]

export const samePermission = (one: Permission, other: Permission): boolean =>
  one[0] === other[0] && one[1] === other[1]

/** The resource that stands for one DAG (Airflow: resource_name). */
export const dagResource = (dagId: string): string => `${DAG_PREFIX}${dagId}`

/** The resource that stands for the runs of one DAG. */
export const dagRunResource = (dagId: string): string => `${DAG_RUN_PREFIX}${dagId}`

/** The DAG that a resource stands for, itself or its runs; null for every other one. */
export function dagOfResource(resource: string): string | null {
  const prefix = [DAG_PREFIX, DAG_RUN_PREFIX].find(known => resource.startsWith(known))
  return prefix === undefined ? null : resource.slice(prefix.length)
}

const DAG_PREFIX = 'DAG:'
const DAG_RUN_PREFIX = 'DAG Run:'

/** What the access_control of a DAG gives to one role. */
export function dagPermissions(dagId: string, access: DagAccess): Permission[] {
  const { DAGs: dag = [], 'DAG Runs': runs = [] } = isList(access) ? { DAGs: access } : access
  return [
    ...dag.map(action => [action, dagResource(dagId)] as const),
    ...runs.map(action => [action, dagRunResource(dagId)] as const),
  ]
}

const isList = (access: DagAccess): access is readonly DagAction[] => Array.isArray(access)

/** Each once, as the pages write them: `can_edit DAGs`. */
export const permissionTexts = (permissions: readonly Permission[]): readonly string[] => [
  ...new Set(permissions.map(permission => permission.join(' '))),
]

const on = (action: Action, resources: string): readonly Permission[] =>
  resources.split(', ').map(resource => [action, resource] as const)

const VIEWER: readonly Permission[] = [
  ...on('can_read', 'DAGs, DAG Dependencies, DAG Code, DAG Runs, Datasets, Cluster Activity, Pools, ImportError'),
  ...on(
    'can_read',
    'DAG Warnings, Jobs, My Password, My Profile, SLA Misses, Task Instances, Task Logs, XComs, Website',
  ),
  ...on('can_edit', 'My Password, My Profile'),
  ...on('menu_access', 'Browse, DAGs, DAG Dependencies, DAG Runs, Datasets, Cluster Activity, Documentation, Docs'),
  ...on('menu_access', 'Jobs, SLA Misses, Task Instances'),
]

const USER: readonly Permission[] = [
  ...VIEWER,
  ...on('can_create', 'DAG Runs, Task Instances, Datasets'),
  ...on('can_edit', 'DAGs, DAG Runs, Task Instances'),
  ...on('can_delete', 'DAGs, DAG Runs, Task Instances'),
]

const OP: readonly Permission[] = [
  ...USER,
  ...on('can_create', 'Connections, Pools, Variables'),
  ...on('can_read', 'Audit Logs, Configurations, Connections, Plugins, Providers, Variables'),
  ...on('can_edit', 'Connections, Pools, Variables'),
  ...on('can_delete', 'Connections, Datasets, Pools, Variables, XComs'),
  ...on('menu_access', 'Admin, Audit Logs, Configurations, Connections, Plugins, Pools, Providers, Variables, XComs'),
]

const ADMIN: readonly Permission[] = [
  ...OP,
  ...on('can_create', 'Users, Roles'),
  ...on('can_read', 'Users, Roles, Permissions, Passwords, Task Reschedules, Triggers'),
  ...on('can_edit', 'Users, Roles, Passwords'),
  ...on('can_delete', 'Users, Roles'),
  ...on('menu_access', 'List Users, List Roles, Actions, Resources, Permission Pairs, Task Reschedules, Triggers'),
]

/** What Airflow 2.10's own roles may do; further permissions that somebody gave them come from the database. */
export const BUILT_IN_PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  Public: [],
  Viewer: VIEWER,
  User: USER,
  Op: OP,
  Admin: ADMIN,
}

/** All resources that are not single DAGs. */
export const RESOURCES: ReadonlySet<string> = new Set(ADMIN.map(([, resource]) => resource))
