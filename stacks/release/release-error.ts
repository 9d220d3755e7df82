/** A release cannot be built, for a reason that whoever deploys can do something about. */
export class ReleaseError extends Error {
  override readonly name: string = 'ReleaseError'
}
