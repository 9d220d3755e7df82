import type { NodeReport } from '../db/node.ts'

/** Something in which nodes of one cluster should not differ, and do. */
export type NodeDifference =
  | { readonly type: 'nodes_differ'; readonly what: string; readonly nodes: string; readonly advice: string }
  | { readonly type: 'clock_off'; readonly node: string; readonly offsetMs: number }

/** More than this is noticed: tokens and schedules begin to suffer. */
const MOST_OFFSET_MS = 1000

/** Where these nodes are not as those of one cluster should be; only living ones should be asked. */
export function nodeDifferences(nodes: readonly NodeReport[]): NodeDifference[] {
  return [...versionDifference(nodes), ...configDifference(nodes), ...dagsDifference(nodes), ...clocksOff(nodes)]
}

/** What a difference is about; stays the same while only its figures move. */
export const differenceKey = (difference: NodeDifference): string =>
  difference.type === 'clock_off'
    ? `clock ${difference.node} ${difference.offsetMs > 0}`
    : `${difference.what}: ${difference.nodes}`

export const isClockOff = ({ clockOffsetMs }: NodeReport): boolean => Math.abs(clockOffsetMs) > MOST_OFFSET_MS

/** Only schedulers and workers do. */
export const readsDagFiles = ({ role }: NodeReport): boolean => role === 'scheduler' || role === 'worker'

/** A worker by its Celery node name, others by role and host: what an operator calls them. */
const nodeLabel = ({ worker, role, hostname }: NodeReport): string =>
  worker === null ? `${role}@${hostname}` : `${role} ${worker.nodeName}`

function versionDifference(nodes: readonly NodeReport[]): NodeDifference[] {
  const groups = groupsOf(nodes, node => node.version)
  if (groups.size < 2) return []
  const advice = 'Deploy the same release to all of them, and restart those that run an older one'
  return [{ type: 'nodes_differ', what: 'version', nodes: textOf(groups), advice }]
}

function configDifference(nodes: readonly NodeReport[]): NodeDifference[] {
  const groups = groupsOf(nodes, node => short(node.configHash))
  if (groups.size < 2) return []
  const options = differingOptions(nodes)
  const what = options.length === 0 ? 'configuration' : `configuration (${options.join(', ')})`
  const advice = 'Deploy the same airflow.cfg and the same AIRFLOW__ variables to all of them, and restart them'
  return [{ type: 'nodes_differ', what, nodes: textOf(groups), advice }]
}

function differingOptions(nodes: readonly NodeReport[]): string[] {
  const names = new Set(nodes.flatMap(node => Object.keys(node.configOptions)))
  return [...names]
    .filter(name => new Set(nodes.map(node => node.configOptions[name] ?? null)).size > 1)
    .map(name => name.replace(/^(.+)\.(.+)$/, '[$1] $2'))
    .sort()
}

function dagsDifference(nodes: readonly NodeReport[]): NodeDifference[] {
  const groups = groupsOf(nodes.filter(readsDagFiles), node =>
    node.dagsHash === null ? 'no DAG files' : short(node.dagsHash),
  )
  if (groups.size < 2) return []
  return [
    {
      type: 'nodes_differ',
      what: 'DAG files',
      nodes: textOf(groups),
      advice: 'Bring the same files into the dags folder of all of them',
    },
  ]
}

function clocksOff(nodes: readonly NodeReport[]): NodeDifference[] {
  const off = nodes.filter(isClockOff)
  const byHost = new Map(off.map(node => [node.hostname, node]))
  return [...byHost].map(([node, { clockOffsetMs }]) => ({ type: 'clock_off', node, offsetMs: clockOffsetMs }))
}

function groupsOf(nodes: readonly NodeReport[], value: (node: NodeReport) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const node of nodes) groups.set(value(node), [...(groups.get(value(node)) ?? []), nodeLabel(node)])
  return groups
}

/** `0.1.0 on scheduler@a, worker celery@a; 0.2.0 on worker celery@b`, in an order that does not change by itself. */
const textOf = (groups: ReadonlyMap<string, readonly string[]>): string =>
  [...groups]
    .map(([value, labels]) => `${value} on ${[...labels].sort().join(', ')}`)
    .sort()
    .join('; ')

/** What people compare; the whole hash stands in the table. */
const short = (hash: string): string => hash.slice(0, 8)
