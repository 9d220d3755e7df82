/** Why OpenID Connect has not signed somebody in: what the address of the page that follows says (`refused=`). */
export const OIDC_REFUSALS = [
  'provider_unreachable',
  'provider_refused',
  'not_begun_here',
  'no_username',
  'local_user',
  'inactive',
  'no_role',
] as const

export type OidcRefusal = (typeof OIDC_REFUSALS)[number]

/** Another way to sign in than with a password. */
export interface OidcProvider {
  readonly name: string
}
