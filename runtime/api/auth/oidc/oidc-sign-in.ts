import type { Configuration, IDToken } from 'openid-client'
import { OidcRefused } from './oidc-refused.ts'
import type { OidcSettings } from './oidc-settings.ts'

/** What has to be remembered between the two halves of a sign-in; only this browser may know it. */
export interface OidcRequest {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

/** The authorization code flow with PKCE (OpenID Connect Core 1.0, 3.1; RFC 7636). The library is loaded at its first use. */
export class OidcSignIn {
  readonly #settings: OidcSettings
  #configuration: Promise<Configuration> | null = null

  constructor(settings: OidcSettings) {
    this.#settings = settings
  }

  /** @throws OidcRefused where the provider does not answer */
  async begin(): Promise<{ readonly url: URL; readonly request: OidcRequest }> {
    const client = await import('openid-client')
    const request = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      codeVerifier: client.randomPKCECodeVerifier(),
    }
    const url = client.buildAuthorizationUrl(await this.#discovered(), {
      redirect_uri: this.#settings.redirectUri,
      scope: this.#settings.scope,
      state: request.state,
      nonce: request.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(request.codeVerifier),
      code_challenge_method: 'S256',
    })
    return { url, request }
  }

  /**
   * @param query of the address to which the provider has sent the browser back
   * @returns what the provider says of the user: its ID token, checked, and where it has one its user info
   * @throws OidcRefused
   */
  async finish(query: string, begun: OidcRequest): Promise<IDToken> {
    const configuration = await this.#discovered()
    return claimsOf(configuration, new URL(`${this.#settings.redirectUri}${query}`), begun).catch(cause => {
      throw new OidcRefused('provider_refused', 'the provider did not sign the user in', { cause })
    })
  }

  /** The provider's own description; one that cannot be had is asked for again the next time. */
  #discovered(): Promise<Configuration> {
    this.#configuration ??= discover(this.#settings).catch(error => {
      this.#configuration = null
      throw new OidcRefused('provider_unreachable', `${this.#settings.issuer} does not answer`, { cause: error })
    })
    return this.#configuration
  }
}

async function claimsOf(
  configuration: Configuration,
  answer: URL,
  { state, nonce, codeVerifier }: OidcRequest,
): Promise<IDToken> {
  const client = await import('openid-client')
  const tokens = await client.authorizationCodeGrant(configuration, answer, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  })
  const claims = tokens.claims() as IDToken
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims
  return { ...(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims }
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const client = await import('openid-client')
  const proof = clientSecret === null ? client.None() : client.ClientSecretPost(clientSecret)
  const execute = issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []
  return client.discovery(issuer, clientId, undefined, proof, { execute, timeout: PATIENCE_S })
}

const PATIENCE_S = 10
