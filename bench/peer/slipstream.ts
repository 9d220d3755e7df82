import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createCluster } from '../celery/cluster.ts'
import { writeWorkloads } from '../system/workloads.ts'
import type { Contestant } from './contestant.ts'
import type { PeerServers } from './peer-servers.ts'

/** Our distributed engine as one of the contestants. */
export async function createSlipstream(servers: PeerServers): Promise<Contestant> {
  const cluster = await createCluster(servers)
  const folder = join(cluster.home.folder, 'dags')
  return {
    ...cluster,
    name: 'slipstream',
    pollMs: 500,
    writeDags({ hasW3 }) {
      rmSync(folder, { recursive: true, force: true })
      writeWorkloads(folder, { hasW3 })
    },
  }
}
