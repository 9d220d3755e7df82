import { getProject, getStack, RunError } from '@pulumi/pulumi'
import { allConfig } from '@pulumi/pulumi/runtime/config.js'
import { AirflowCluster } from './components/cluster.ts'
import { rawConfigOf, readStackConfig } from './config.ts'

const EXPLAINED: ReadonlySet<string> = new Set(['StackConfigInvalid', 'ReleaseError', 'KeyUnreadable'])

const cluster = explained(() => {
  const config = readStackConfig(rawConfigOf(allConfig(), getProject()), getStack())
  return new AirflowCluster(getStack(), { config })
})

export const { urls, users, versions, nodes, canary } = cluster

/** What an operator can put right is told without the stack of our own calls. */
function explained<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    // biome-ignore lint/style/useErrorCause: a RunError takes none, and its message says it all
    if (error instanceof Error && EXPLAINED.has(error.name)) throw new RunError(error.message)
    throw error
  }
}
