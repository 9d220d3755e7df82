import type { MysqlGrant } from '../types/services.ts'
import { identifier } from './mysql.ts'

/**
 * What SHOW GRANTS says, as grants. Those on tables, routines and roles are none that we give, and are left out, as is
 * USAGE, which allows nothing.
 */
export function parseGrants(lines: readonly string[]): MysqlGrant[] {
  return lines.flatMap(line => {
    const [, privileges, , quotedName] = /^GRANT (.+?) ON (\*|`((?:[^`]|``)+)`)\.\* TO /.exec(line) ?? []
    if (privileges === undefined || privileges === 'USAGE') return []
    const database = quotedName === undefined ? '*' : quotedName.replaceAll('``', '`')
    return [{ database, privileges: privileges.split(', ').map(normal) }]
  })
}

/** The statements that make the wanted grants of those that there are. First what is given: nobody is left without. */
export function grantStatements(user: string, wanted: readonly MysqlGrant[], found: readonly MysqlGrant[]): string[] {
  const given = wanted.map(
    ({ database, privileges }) => `GRANT ${privileges.join(', ')} ON ${scope(database)} TO ${user}`,
  )
  const taken = found.flatMap(({ database, privileges }) => {
    const allowed = privilegesOn(wanted, database)
    const surplus = allowed.has('ALL') ? [] : privileges.filter(privilege => !allowed.has(privilege))
    return surplus.length === 0 ? [] : [`REVOKE ${surplus.join(', ')} ON ${scope(database)} FROM ${user}`]
  })
  return [...given, ...taken]
}

export function areSameGrants(one: readonly MysqlGrant[], other: readonly MysqlGrant[]): boolean {
  const databases = new Set([...one, ...other].map(({ database }) => database))
  return [...databases].every(
    database => privilegesOn(one, database).symmetricDifference(privilegesOn(other, database)).size === 0,
  )
}

const privilegesOn = (grants: readonly MysqlGrant[], database: string): Set<string> =>
  new Set(grants.filter(grant => grant.database === database).flatMap(grant => grant.privileges.map(normal)))

const normal = (privilege: string): string => privilege.toUpperCase().replace(/^ALL PRIVILEGES$/, 'ALL')

const scope = (database: string): string => (database === '*' ? '*.*' : `${identifier(database)}.*`)
