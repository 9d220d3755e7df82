import type { RoleList } from '../../../../runtime/api/ui/contract/users.ts'
import { partsOf } from './role-queries.ts'

/** A line of the matrix: what can be given for one resource. */
export interface ResourceLine {
  readonly resource: string
  readonly actions: readonly string[]
}

/** As Airflow names them, in the order of the columns. */
export const ACTIONS = ['can_create', 'can_read', 'can_edit', 'can_delete', 'menu_access'] as const

/** The resources by name, and before them those of single DAGs that are given or were added. */
export function resourceLines(
  { permissions, dagPermissions }: RoleList,
  given: readonly string[],
  addedDagIds: readonly string[],
): readonly ResourceLine[] {
  const ofDags = addedDagIds.flatMap(dagId => dagPermissions.map(permission => permission.replace('ID', () => dagId)))
  const all = linesOf([...permissions, ...given])
  const dagLines = linesOf([...ofDags, ...all.filter(({ resource }) => isOfDag(resource)).flatMap(textsOf)])
  return [...dagLines, ...all.filter(({ resource }) => !isOfDag(resource))]
}

/** Those of the DAGs that have permissions of their own. */
export const dagIdsOf = (permissions: readonly string[]): readonly string[] => [
  ...new Set(
    permissions
      .map(permission => partsOf(permission)[1])
      .filter(isOfDag)
      .map(dagIdOf),
  ),
]

const isOfDag = (resource: string): boolean => /^DAG( Run)?:/.test(resource)

const dagIdOf = (resource: string): string => resource.replace(/^DAG( Run)?:/, '')

const textsOf = ({ resource, actions }: ResourceLine): string[] => actions.map(action => `${action} ${resource}`)

function linesOf(permissions: readonly string[]): ResourceLine[] {
  const byResource = Map.groupBy(permissions.map(partsOf), ([, resource]) => resource)
  return [...byResource]
    .map(([resource, parts]) => ({ resource, actions: [...new Set(parts.map(([action]) => action))] }))
    .sort((a, b) => a.resource.localeCompare(b.resource))
}
