import { CredentialsRefused } from './errors.ts'

/** Tries the credentials in turn: while a password is being changed, it may be the old one that is valid. */
export async function withFirstValid<Access, T>(
  accesses: readonly [Access, ...Access[]],
  work: (access: Access) => Promise<T>,
): Promise<T> {
  const [first, ...others] = accesses
  try {
    return await work(first)
  } catch (error) {
    const [next, ...rest] = others
    if (!(error instanceof CredentialsRefused) || next === undefined) throw error
    return withFirstValid([next, ...rest], work)
  }
}
