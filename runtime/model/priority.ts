import type { DagGraph, TaskSpec } from './dag.ts'

/**
 * What the scheduler orders task instances by (`task_instance.priority_weight`): the task's own weight, and with the
 * weight rule `downstream` or `upstream` that of every task after or before it, each counted once.
 */
export function effectiveWeights(graph: DagGraph): ReadonlyMap<string, number> {
  const downstream = weightSums(graph, [...graph.order].reverse(), id => graph.tasks.get(id)?.downstreamTaskIds ?? [])
  const upstream = weightSums(graph, graph.order, id => graph.upstream.get(id) ?? [])
  const weightOf = (task: TaskSpec): number => {
    if (task.weightRule === 'absolute') return task.priorityWeight
    const relatives = task.weightRule === 'downstream' ? downstream() : upstream()
    return task.priorityWeight + (relatives.get(task.taskId) ?? 0)
  }
  return new Map(graph.dag.tasks.map(task => [task.taskId, databaseSafe(weightOf(task))]))
}

type Relatives = (taskId: string) => readonly string[]

/** Computed on first use: most DAGs have one weight rule. `order` visits a task after all its relatives. */
function weightSums(graph: DagGraph, order: readonly string[], relatives: Relatives): () => Map<string, number> {
  let sums: Map<string, number> | undefined
  return () => {
    sums ??= sumWeights(graph, order, relatives)
    return sums
  }
}

function sumWeights(graph: DagGraph, order: readonly string[], relatives: Relatives): Map<string, number> {
  const weights = order.map(id => graph.tasks.get(id)?.priorityWeight ?? 0)
  const indexes = new Map(order.map((id, index) => [id, index]))
  const reached: Uint32Array[] = []
  for (const id of order) reached.push(reachedFrom(indexesOf(relatives(id), indexes), reached))
  return new Map(order.map((id, index) => [id, sumOf(reached[index] ?? new Uint32Array(), weights)]))
}

const indexesOf = (ids: readonly string[], indexes: ReadonlyMap<string, number>): number[] =>
  ids.map(id => indexes.get(id) ?? 0)

/** One bit for each task: a union costs a few words instead of a walk over a thousand ids. */
function reachedFrom(direct: readonly number[], reached: readonly Uint32Array[]): Uint32Array {
  const bits = new Uint32Array((reached.length >> 5) + 1)
  for (const index of direct) {
    bits[index >> 5] = (bits[index >> 5] ?? 0) | (1 << (index & 31))
    reached[index]?.forEach((word, at) => {
      bits[at] = (bits[at] ?? 0) | word
    })
  }
  return bits
}

function sumOf(bits: Uint32Array, weights: readonly number[]): number {
  let sum = 0
  bits.forEach((word, at) => {
    for (let rest = word; rest !== 0; rest &= rest - 1) sum += weights[at * 32 + 31 - Math.clz32(rest & -rest)] ?? 0
  })
  return sum
}

// A 32-bit column in MySQL and PostgreSQL; Airflow clamps as well (airflow.utils.weight_rule.db_safe_priority).
const databaseSafe = (weight: number): number => Math.max(-2_147_483_648, Math.min(2_147_483_647, weight))
