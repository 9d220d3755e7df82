import type { Config } from '../../../config/config.ts'
import { SlipstreamError } from '../../../model/errors.ts'

/** What section [oidc] says. */
export interface OidcSettings {
  readonly issuer: URL
  /** What people call the provider. */
  readonly providerName: string
  readonly clientId: string
  readonly clientSecret: string | null
  readonly scope: string
  readonly usernameClaim: string
  readonly rolesClaim: string
  readonly roleMapping: Readonly<Record<string, readonly string[]>>
  /** Null refuses users without a mapped role. */
  readonly registrationRole: string | null
  /** Where the provider sends people back to. */
  readonly redirectUri: string
}

/** [oidc] says an issuer, and not all that goes with it. */
export class OidcSettingsInvalid extends SlipstreamError {
  override readonly name = 'OidcSettingsInvalid'
}

/** Null where no issuer is named. @throws OidcSettingsInvalid */
export function oidcSettings(config: Config): OidcSettings | null {
  const issuer = config.optional('oidc', 'issuer')
  if (issuer === null) return null
  const clientId = config.optional('oidc', 'client_id')
  if (clientId === null)
    throw new OidcSettingsInvalid(
      '[oidc] client_id is missing: set it to the name that the provider knows, e.g. airflow',
    )
  return {
    issuer: new URL(issuer),
    providerName: config.optional('oidc', 'provider_name') ?? new URL(issuer).host,
    clientId,
    clientSecret: config.optional('oidc', 'client_secret'),
    scope: config.string('oidc', 'scope'),
    usernameClaim: config.string('oidc', 'username_claim'),
    rolesClaim: config.string('oidc', 'roles_claim'),
    roleMapping: roleMappingOf(config.json('oidc', 'role_mapping')),
    registrationRole: config.optional('oidc', 'registration_role'),
    redirectUri: new URL('auth/oidc/callback', `${config.string('webserver', 'base_url').replace(/\/$/, '')}/`).href,
  }
}

function roleMappingOf(value: unknown): Readonly<Record<string, readonly string[]>> {
  const isMapping =
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isListOfTexts)
  if (isMapping) return value as Record<string, readonly string[]>
  throw new OidcSettingsInvalid(
    '[oidc] role_mapping must name a list of roles for each group, e.g. {"engineers": ["Op"]}',
  )
}

const isListOfTexts = (value: unknown): boolean => Array.isArray(value) && value.every(item => typeof item === 'string')
