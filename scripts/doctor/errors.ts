/** The doctor could not ask. The message says why, and what to do. */
export class DoctorError extends Error {
  override readonly name = 'DoctorError'
}
