/** The root of what the deployment can explain to a user. What is thrown besides is a bug. */
export class DeploymentError extends Error {
  override readonly name: string = 'DeploymentError'
}

/** The deployment was cancelled, by Ctrl-C or because its time was over. */
export class Cancelled extends DeploymentError {
  override readonly name = 'Cancelled'
}
