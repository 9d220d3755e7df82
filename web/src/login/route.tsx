import { createRoute, Navigate } from '@tanstack/react-router'
import { OIDC_REFUSALS, type OidcRefusal } from '../../../runtime/api/ui/contract/login.ts'
import { root } from '../root.ts'

export interface LoginSearch {
  /** Why OpenID Connect has not signed the user in. */
  readonly refused?: OidcRefusal | undefined
}

/** The shell asks for a password at every address; who is signed in and comes here goes on. */
export const loginRoute = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (given: Readonly<Record<string, unknown>>): LoginSearch => ({
    refused: OIDC_REFUSALS.find(refusal => refusal === given['refused']),
  }),
  component: () => <Navigate to="/" replace />,
})
