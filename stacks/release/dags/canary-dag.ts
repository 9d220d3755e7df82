import type { ReleaseFile } from '../archive/release-file.ts'

/** The DAG that shows a new cluster to be one: a task on each host that has a worker. */
export const CANARY_DAG = 'slipstream_canary'

export interface CanaryNode {
  /** Of the host. */
  readonly name: string
  /** That only this host's worker consumes. */
  readonly queue: string
}

/** Its DAG file. It has no schedule, is not paused, and its task ids are the hosts' names. */
export function canaryFile(nodes: readonly CanaryNode[]): ReleaseFile {
  return { path: `${CANARY_DAG}.ts`, content: Buffer.from(canarySource(nodes)) }
}

const canarySource = (nodes: readonly CanaryNode[]): string => `// Generated at each deployment.
import { Dag } from 'slipstream'

const dag = new Dag('${CANARY_DAG}', {
  description: 'Runs one task on each host with a worker, at the end of a deployment',
  schedule: null,
  isPausedUponCreation: false,
  tags: ['slipstream'],
})

const command = 'echo "$SLIPSTREAM_HOSTNAME $(hostname)"'
${nodes.map(taskOf).join('\n')}
`

const taskOf = ({ name, queue }: CanaryNode): string =>
  `dag.bash(${JSON.stringify(name)}, { command }, { queue: ${JSON.stringify(queue)}, executionTimeout: 60 })`
