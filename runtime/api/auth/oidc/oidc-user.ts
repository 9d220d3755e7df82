import type { IDToken } from 'openid-client'
import { type Database, inTransaction } from '../../../db/database.ts'
import { createUser, findUser, recordLogin, setUserRoles, type User } from '../../../db/user.ts'
import type { Clock } from '../../../service/clock.ts'
import { OidcRefused } from './oidc-refused.ts'
import type { OidcSettings } from './oidc-settings.ts'

/**
 * The user whom the provider names, made at the first sign-in. Mapped groups set the roles every time, as Flask-AppBuilder's
 * AUTH_ROLES_SYNC_AT_LOGIN. @throws OidcRefused for who may not come in
 */
export async function userOfClaims(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  settings: OidcSettings,
  claims: IDToken,
): Promise<User> {
  const username = textOf(claims[settings.usernameClaim])
  if (username === null) throw new OidcRefused('no_username', `the provider sent no claim ${settings.usernameClaim}`)
  const mapped = mappedRoles(settings, claims)
  return inTransaction(database, async db => {
    const found = await findUser(db, username)
    const user = found ?? (await createUser(db, newUser(username, claims, rolesFor(settings, mapped)), clock()))
    // Else whoever can choose a name at the provider could become a user who was made here.
    if (user.passwordHash !== null) throw new OidcRefused('local_user', `${username} has a password here`)
    if (!user.isActive) throw new OidcRefused('inactive', `${username} is not active`)
    if (found !== null && mapped.length > 0) await setUserRoles(db, username, mapped)
    await recordLogin(db, user.id, { succeeded: true, atMs: clock() })
    return user
  })
}

function mappedRoles({ rolesClaim, roleMapping }: OidcSettings, claims: IDToken): readonly string[] {
  const groups = [claims[rolesClaim]].flat().filter(group => typeof group === 'string')
  return [...new Set(groups.flatMap(group => roleMapping[group] ?? []))]
}

function rolesFor({ registrationRole }: OidcSettings, mapped: readonly string[]): readonly string[] {
  if (mapped.length > 0) return mapped
  if (registrationRole === null) throw new OidcRefused('no_role', 'no group of the user has a role here')
  return [registrationRole]
}

function newUser(username: string, claims: IDToken, roles: readonly string[]) {
  return {
    username,
    firstName: textOf(claims['given_name']) ?? textOf(claims['name']) ?? username,
    lastName: textOf(claims['family_name']) ?? '',
    email: textOf(claims['email']) ?? `${claims.sub}@${new URL(claims.iss).host}`,
    passwordHash: null,
    roles,
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
