import { json, type Options, string } from '../option.ts'

/** [oidc]: signing in with an OpenID Connect provider; Airflow has this in webserver_config.py (AUTH_OAUTH). */
export const oidcOptions = {
  issuer: string('', 'Address of the OpenID Connect provider; it turns this way to sign in on.', {
    format: 'http_url',
  }),
  provider_name: string('', 'What the sign-in page calls the provider; its host where this is empty.'),
  client_id: string('', 'Name under which the provider knows this web app.'),
  client_secret: string('', 'Secret of that client.', { isSensitive: true }),
  scope: string('openid profile email', 'What the provider is asked for.'),
  username_claim: string('preferred_username', 'Claim that becomes the name of the user.'),
  roles_claim: string('groups', 'Claim with the groups of the user.'),
  role_mapping: json('{}', 'Roles by group, such as {"data-engineers": ["Op"]}; they are set at every sign-in.'),
  registration_role: string('Viewer', 'Role of a user whom no group gives one; empty refuses such users.'),
} as const satisfies Options
