import { hostname } from 'node:os'

/** What the `hostname` columns hold, and what log addresses name. */
export const hostName = (): string => hostname()
