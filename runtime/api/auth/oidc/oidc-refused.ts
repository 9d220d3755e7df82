import { SlipstreamError } from '../../../model/errors.ts'
import type { OidcRefusal } from '../../ui/contract/login.ts'

/** A sign-in by OpenID Connect that came to nothing. */
export class OidcRefused extends SlipstreamError {
  override readonly name = 'OidcRefused'
  readonly refusal: OidcRefusal

  constructor(refusal: OidcRefusal, detail: string, options?: ErrorOptions) {
    super(`Signing in with OpenID Connect: ${detail}`, options)
    this.refusal = refusal
  }
}
