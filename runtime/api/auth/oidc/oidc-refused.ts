import { SlipstreamError } from '../../../model/errors.ts'

/** Why somebody was not signed in: what the address of the page that follows says (`refused=`). */
export type OidcRefusal =
  | 'provider_unreachable'
  | 'provider_refused'
  | 'not_begun_here'
  | 'no_username'
  | 'local_user'
  | 'inactive'
  | 'no_role'

/** A sign-in by OpenID Connect that came to nothing. */
export class OidcRefused extends SlipstreamError {
  override readonly name = 'OidcRefused'
  readonly refusal: OidcRefusal

  constructor(refusal: OidcRefusal, detail: string, options?: ErrorOptions) {
    super(`Signing in with OpenID Connect: ${detail}`, options)
    this.refusal = refusal
  }
}
