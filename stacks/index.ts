import { getProject, getStack, RunError } from '@pulumi/pulumi'
import { allConfig } from '@pulumi/pulumi/runtime/config.js'
import { AirflowCluster } from './components/cluster.ts'
import { lookAtHosts } from './components/preflight-needs.ts'
import { rawConfigOf, readStackConfig } from './config.ts'

const EXPLAINED: ReadonlySet<string> = new Set(['StackConfigInvalid', 'ReleaseError', 'KeyUnreadable', 'HostsUnfit'])

const cluster = await explained(async () => {
  const config = readStackConfig(rawConfigOf(allConfig(), getProject()), getStack())
  // Before anything is declared: what is wrong with hosts is then all that is said. Local ones are still to be made.
  const found = config.localHosts === undefined ? { facts: await lookAtHosts(config) } : {}
  return new AirflowCluster(getStack(), { config, ...found })
})

export const { urls, users, versions, nodes, canary } = cluster

/** What an operator can put right is told without the stack of our own calls. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // biome-ignore lint/style/useErrorCause: a RunError takes none, and its message says it all
    if (error instanceof Error && EXPLAINED.has(error.name)) throw new RunError(error.message)
    throw error
  }
}
