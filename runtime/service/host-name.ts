import { hostname } from 'node:os'

/**
 * What the `hostname` columns hold, and what log addresses name: this machine's name, unless SLIPSTREAM_HOSTNAME says by
 * which name or address the other hosts reach it.
 */
export const hostName = (): string => process.env['SLIPSTREAM_HOSTNAME'] || hostname()
