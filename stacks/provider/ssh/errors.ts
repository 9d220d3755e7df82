import { DeploymentError } from '../errors.ts'

/** No connection came about, after all tries. */
export class HostUnreachable extends DeploymentError {
  override readonly name = 'HostUnreachable'
}

/** The host does not let the user in. */
export class LoginRefused extends DeploymentError {
  override readonly name = 'LoginRefused'
}

/** The connection broke while something was under way: what became of that is not known. */
export class ConnectionLost extends DeploymentError {
  override readonly name = 'ConnectionLost'
}

/** A remote command took longer than it may. */
export class TimeLimitReached extends DeploymentError {
  override readonly name = 'TimeLimitReached'
}
