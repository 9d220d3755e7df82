import type { Connection } from '../../db/connection.ts'

/** Says what answered. @throws what went wrong */
export type Check = (connection: Connection) => Promise<string>

/** How long a check may take. */
export const PATIENCE_MS = 10_000
