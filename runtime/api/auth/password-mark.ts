import { createHash } from 'node:crypto'

/** Tells stored passwords apart without showing one: what was issued under another password ends with it. */
export const passwordMark = (storedHash: string | null): string =>
  createHash('sha256').update(`mark\u0000${storedHash}`).digest('base64url').slice(0, 22)
