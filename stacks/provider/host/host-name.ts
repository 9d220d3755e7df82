import type { HostAccess } from '../types/host-access.ts'

/** What messages call a host. */
export const hostName = ({ name, address }: HostAccess): string => name ?? address
