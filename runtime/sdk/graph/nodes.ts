import { described } from '../options/check.ts'
import { InvalidDag } from '../options/invalid-dag.ts'
import { type DagDraft, parentGroupId } from './draft.ts'

/** What an edge can connect: a task, or a whole task group. */
export interface Node {
  readonly dagId: string
  /** Runs this before each of the given nodes, without passing a value (Airflow: `>>`). */
  before(...downstream: readonly Node[]): Node
  /** Runs this after each of the given nodes, without taking a value (Airflow: `<<`). */
  after(...upstream: readonly Node[]): Node
}

/** Only a type: makes references to tasks of different results different types. */
declare const RESULT: unique symbol

/** A task placed in the DAG, standing for the value that it will return. */
export interface TaskRef<TReturn = unknown> extends Node {
  /** With the prefixes of the task's groups. */
  readonly taskId: string
  readonly [RESULT]?: TReturn
  before(...downstream: readonly Node[]): TaskRef<TReturn>
  after(...upstream: readonly Node[]): TaskRef<TReturn>
}

interface NodeIdentity {
  readonly draft: DagDraft
  readonly id: string
  readonly kind: 'task' | 'group'
}

const identities = new WeakMap<object, NodeIdentity>()

/** Lets an object stand for a task or group in edges and inputs. */
export const identify = (node: object, identity: NodeIdentity): void => void identities.set(node, identity)

export const nodeOf = (value: unknown): NodeIdentity | undefined =>
  typeof value === 'object' && value !== null ? identities.get(value) : undefined

export class TaskNode<TReturn> implements TaskRef<TReturn> {
  readonly dagId: string
  readonly taskId: string

  constructor(draft: DagDraft, taskId: string) {
    this.dagId = draft.dagId
    this.taskId = taskId
    identify(this, { draft, id: taskId, kind: 'task' })
  }

  before(...downstream: readonly Node[]): this {
    drawEdges(this, [this], downstream)
    return this
  }

  after(...upstream: readonly Node[]): this {
    drawEdges(this, upstream, [this])
    return this
  }
}

/** An edge from each to each, in the DAG of the node that it is drawn from. */
export function drawEdges(owner: Node, upstream: readonly Node[], downstream: readonly Node[]): void {
  const { draft } = nodeOf(owner) as NodeIdentity
  for (const from of upstream) {
    for (const to of downstream) addEdge(draft, ownNode(draft, from).id, ownNode(draft, to).id)
  }
}

/** The node's identity; throws when it is no node, or one of another DAG. */
export function ownNode(draft: DagDraft, value: unknown): NodeIdentity {
  const node = nodeOf(value)
  if (node === undefined) {
    throw new InvalidDag(draft, `expected a task reference or a task group, got ${described(value)}. ${CALL_FIRST}`)
  }
  if (node.draft !== draft) {
    throw new InvalidDag(draft, `"${node.id}" belongs to DAG "${node.draft.dagId}"; edges stay within one DAG`)
  }
  return node
}

/** The id of a task of this DAG; throws for a group and for anything else. */
export function ownTaskId(draft: DagDraft, value: unknown): string {
  const node = ownNode(draft, value)
  if (node.kind === 'group') throw new InvalidDag(draft, `expected a task, got the task group "${node.id}"`)
  return node.id
}

const CALL_FIRST = 'A function returned by dag.task(...) becomes a reference when it is called'

function addEdge(draft: DagDraft, from: string, to: string): void {
  if (from === to) throw new InvalidDag(draft, `"${from}" cannot come before itself`)
  if (isWithin(draft, from, to) || isWithin(draft, to, from)) {
    throw new InvalidDag(draft, `"${from}" cannot come before "${to}", since one contains the other`)
  }
  draft.edges.push({ from, to })
}

/** Whether a task or group lies in the group, at any depth. */
export function isWithin(draft: DagDraft, id: string, groupId: string): boolean {
  const parent = parentGroupId(draft, id)
  return parent !== null && (parent === groupId || isWithin(draft, parent, groupId))
}
