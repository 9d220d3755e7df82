import type { Config } from '../config/config.ts'
import type { NodeReport, StoredNode } from '../db/node.ts'
import { isClockOff, type NodeDifference, nodeDifferences, readsDagFiles } from './node-differences.ts'
import { isAlive } from './node-watch.ts'

/** What of a node is not as that of the others. */
export type DifferingPart = 'version' | 'config' | 'dags' | 'clock'

/** A node as an operator should see it beside the others. */
export interface ViewedNode extends StoredNode {
  /** It has missed several reports. */
  readonly isSilent: boolean
  readonly differs: readonly DifferingPart[]
}

export interface ClusterView {
  readonly nodes: readonly ViewedNode[]
  /** Among living nodes. */
  readonly differences: readonly NodeDifference[]
}

/** All nodes but the silent ones that have been started again, and where the living ones differ. */
export function clusterView(nodes: readonly StoredNode[], config: Config): ClusterView {
  const living = nodes.filter(node => isAlive(node, config))
  const odd = oddParts(living)
  const shown = nodes.filter(node => living.includes(node) || !living.some(other => isSuccessor(other, node)))
  return {
    nodes: shown.map(node => ({ ...node, isSilent: !living.includes(node), differs: odd.get(node) ?? [] })),
    differences: nodeDifferences(living),
  }
}

/** A text that changes when a node comes, goes, falls silent or is no longer what it was; not with every report. */
export const clusterMark = (nodes: readonly StoredNode[], config: Config): string =>
  JSON.stringify(
    nodes.map(node => [
      node.hostname,
      node.role,
      node.pid,
      node.worker,
      node.version,
      node.configHash,
      node.dagsHash,
      isClockOff(node),
      isAlive(node, config),
    ]),
  )

/** The same program, started after the other one's last word. */
const isSuccessor = (node: StoredNode, other: StoredNode): boolean =>
  node.hostname === other.hostname &&
  node.role === other.role &&
  node.worker?.nodeName === other.worker?.nodeName &&
  node.startMs > other.latestHeartbeatMs

/** What most nodes have is right; where no more than half agree, all of them are in question. */
function oddParts(nodes: readonly NodeReport[]): Map<NodeReport, DifferingPart[]> {
  const parts = new Map<NodeReport, DifferingPart[]>(nodes.map(node => [node, []]))
  const mark = (odd: readonly NodeReport[], part: DifferingPart): void => {
    for (const node of odd) parts.get(node)?.push(part)
  }
  mark(
    minority(nodes, node => node.version),
    'version',
  )
  mark(
    minority(nodes, node => node.configHash),
    'config',
  )
  mark(
    minority(nodes.filter(readsDagFiles), node => node.dagsHash ?? ''),
    'dags',
  )
  mark(nodes.filter(isClockOff), 'clock')
  return parts
}

function minority(nodes: readonly NodeReport[], value: (node: NodeReport) => string): readonly NodeReport[] {
  const groups = [...Map.groupBy(nodes, value).values()]
  const most = groups.find(group => group.length * 2 > nodes.length)
  return groups.filter(group => group !== most).flat()
}
