import { DeploymentError } from '../errors.ts'

/** Nothing answers where a service should be. */
export class ServiceUnreachable extends DeploymentError {
  override readonly name = 'ServiceUnreachable'
}

/** A service does not know the user, or has another password for it. */
export class CredentialsRefused extends DeploymentError {
  override readonly name = 'CredentialsRefused'
}

/** A service answers, but not with what was asked for. */
export class ServiceFailed extends DeploymentError {
  override readonly name = 'ServiceFailed'
}
