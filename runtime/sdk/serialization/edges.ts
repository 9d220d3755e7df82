import type { DagDraft, OrderEdge } from '../graph/draft.ts'
import { isWithin } from '../graph/nodes.ts'

/** What edges connect once every group is replaced by its tasks. */
export interface TaskEdges {
  /** Every task's direct downstream tasks, sorted by id as Airflow writes them. */
  readonly downstream: ReadonlyMap<string, readonly string[]>
  /** The first tasks of a task or group: what an edge to it leads to. */
  readonly rootsOf: (nodeId: string) => readonly string[]
}

export function taskEdges(draft: DagDraft): TaskEdges {
  const edges = [...dataEdges(draft), ...draft.edges]
  const endsOf = endsFinder(draft, edges)
  const downstream = new Map([...draft.tasks.keys()].map(id => [id, new Set<string>()]))
  for (const [from, to] of edges.flatMap(edge => expanded(edge, endsOf))) downstream.get(from)?.add(to)
  return {
    downstream: new Map([...downstream].map(([id, ids]) => [id, [...ids].sort()])),
    rootsOf: nodeId => endsOf(nodeId).roots,
  }
}

/** A task or group, as seen from outside. */
interface Ends {
  readonly roots: readonly string[]
  readonly leaves: readonly string[]
}

type EndsOf = (nodeId: string) => Ends

function dataEdges(draft: DagDraft): OrderEdge[] {
  return [...draft.tasks.values()].flatMap(({ taskId, inputs }) =>
    Object.values(inputs ?? {}).flatMap(input => (input.type === 'xcom' ? [{ from: input.taskId, to: taskId }] : [])),
  )
}

/** Edges may be drawn before a group is complete, so its ends are looked for only when the whole file is known. */
function endsFinder(draft: DagDraft, edges: readonly OrderEdge[]): EndsOf {
  const known = new Map<string, Ends>()
  const endsOf = (nodeId: string): Ends => {
    if (!draft.groups.has(nodeId)) return { roots: [nodeId], leaves: [nodeId] }
    const ends = known.get(nodeId) ?? groupEnds(nodeId)
    known.set(nodeId, ends)
    return ends
  }
  const groupEnds = (groupId: string): Ends => {
    const members = [...draft.tasks.keys()].filter(id => isWithin(draft, id, groupId))
    const inside = edges
      .filter(({ from, to }) => isWithin(draft, from, groupId) && isWithin(draft, to, groupId))
      .flatMap(edge => expanded(edge, endsOf))
    const starts = new Set(inside.map(([from]) => from))
    const targets = new Set(inside.map(([, to]) => to))
    return { roots: members.filter(id => !targets.has(id)), leaves: members.filter(id => !starts.has(id)) }
  }
  return endsOf
}

const expanded = ({ from, to }: OrderEdge, endsOf: EndsOf): [string, string][] =>
  endsOf(from).leaves.flatMap(leaf => endsOf(to).roots.map((root): [string, string] => [leaf, root]))
