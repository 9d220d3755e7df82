import type { JsonValue } from '../model/keys.ts'
import { type Dag, draftOf } from './dag.ts'
import type { DagDraft, Decision, TaskDraft } from './graph/draft.ts'
import { jsonCopy } from './graph/json.ts'
import { nodeOf } from './graph/nodes.ts'
import { described } from './options/check.ts'
import { InvalidDag } from './options/invalid-dag.ts'
import { type TaskEdges, taskEdges } from './serialization/edges.ts'

/** What a branching task writes to its XCom `skipmixin_key` (Airflow: SkipMixin); ids of tasks. */
export type SkipMixin = { readonly followed: readonly string[] } | { readonly skipped: readonly string[] }

export interface SkipDecision {
  /** The task's value for XCom; null also for a handler that returned nothing. */
  readonly value: JsonValue
  /** Null when nothing is to be skipped. */
  readonly skipmixin: SkipMixin | null
}

/**
 * What a handler's return value means for the tasks after it. Throws InvalidDag when the value is not one of those
 * that the task may return, or not JSON.
 */
export function skipDecision(dag: Dag, taskId: string, returned: unknown): SkipDecision {
  const draft = draftOf(dag)
  const task = draft.tasks.get(taskId) as TaskDraft
  const decision = draft.decisions.get(taskId)
  if (decision?.type === 'if') return ifDecision(draft, { taskId, decision }, returned)
  if (decision?.type === 'switch') return switchDecision(draft, { taskId, decision }, returned)
  if (task.operator.type === 'branch') return branchDecision(draft, taskId, returned)
  const value = jsonValue(draft, taskId, returned)
  if (task.operator.type !== 'short_circuit' || returned) return { value, skipmixin: null }
  const { downstream } = taskEdges(draft)
  const next = downstream.get(taskId) ?? []
  return { value, skipmixin: skipping(task.operator.ignoreDownstreamTriggerRules ? reachable(downstream, next) : next) }
}

interface Deciding<T extends Decision['type']> {
  readonly taskId: string
  readonly decision: Extract<Decision, { type: T }>
}

function ifDecision(draft: DagDraft, { taskId, decision }: Deciding<'if'>, returned: unknown): SkipDecision {
  if (typeof returned !== 'boolean') {
    throw new InvalidDag({ dagId: draft.dagId, taskId }, `a condition must return true or false, got ${told(returned)}`)
  }
  const notTaken = returned ? decision.onFalse : decision.onTrue
  return { value: returned, skipmixin: notTaken === null ? null : skipping(taskEdges(draft).rootsOf(notTaken)) }
}

function switchDecision(draft: DagDraft, { taskId, decision }: Deciding<'switch'>, returned: unknown): SkipDecision {
  const node = nodeOf(returned)
  if (node === undefined || node.draft !== draft || !decision.cases.includes(node.id)) {
    const cases = decision.cases.join(', ')
    throw new InvalidDag(
      { dagId: draft.dagId, taskId },
      `a switch must return one of its cases (${cases}), got ${told(returned)}`,
    )
  }
  const { rootsOf } = taskEdges(draft)
  const notTaken = decision.cases.filter(id => id !== node.id)
  return { value: node.id, skipmixin: skipping(notTaken.flatMap(rootsOf)) }
}

/** Airflow: SkipMixin.skip_all_except; a task after a chosen one is followed too, so that joins run. */
function branchDecision(draft: DagDraft, taskId: string, returned: unknown): SkipDecision {
  const isList = Array.isArray(returned)
  const chosen = (isList ? returned : [returned ?? []].flat()).map(choice => chosenId(draft, taskId, choice))
  const { downstream, rootsOf } = taskEdges(draft)
  const roots = chosen.flatMap(rootsOf)
  const followed = new Set([
    ...roots,
    ...reachable(
      downstream,
      roots.flatMap(id => downstream.get(id) ?? []),
    ),
  ])
  const next = downstream.get(taskId) ?? []
  return {
    value: isList ? chosen : (chosen[0] ?? null),
    skipmixin: next.length === 0 ? null : { followed: next.filter(id => followed.has(id)) },
  }
}

function chosenId(draft: DagDraft, taskId: string, choice: unknown): string {
  const node = nodeOf(choice)
  const id = node?.draft === draft ? node.id : choice
  if (typeof id === 'string' && (draft.tasks.has(id) || draft.groups.has(id))) return id
  throw new InvalidDag(
    { dagId: draft.dagId, taskId },
    `a branch must return ids or references of tasks or groups of its DAG, got ${told(choice)}`,
  )
}

function jsonValue(draft: DagDraft, taskId: string, returned: unknown): JsonValue {
  return jsonCopy(returned ?? null, problem => {
    throw new InvalidDag({ dagId: draft.dagId, taskId }, `the returned value ${problem}`)
  })
}

const skipping = (taskIds: Iterable<string>): SkipMixin | null => {
  const skipped = [...new Set(taskIds)]
  return skipped.length === 0 ? null : { skipped }
}

/** These tasks and all that come after them. */
function reachable(downstream: TaskEdges['downstream'], taskIds: readonly string[]): string[] {
  const found = new Set(taskIds)
  for (const id of found) for (const next of downstream.get(id) ?? []) found.add(next)
  return [...found]
}

function told(value: unknown): string {
  const node = nodeOf(value)
  return node === undefined ? described(value) : `"${node.id}"`
}
