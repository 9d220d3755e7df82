import { join } from 'node:path'

/** Where one lab keeps its things on this machine. Labs of different names know nothing of each other. */
export interface Place {
  readonly name: string
  /** The network namespace, in which the hosts' networks are the only ones. */
  readonly namespace: string
  readonly folder: string
  readonly socket: string
}

export function placeOf(name: string): Place {
  const folder = join('/var/lib/slipstream-lab', name)
  return { name, namespace: `slipstream-${name}`, folder, socket: join(folder, 'engine.sock') }
}
