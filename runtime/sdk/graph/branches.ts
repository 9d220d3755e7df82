import { InvalidDag } from '../options/invalid-dag.ts'
import type { DagDraft, Decision } from './draft.ts'
import { drawEdges, type Node, ownNode, TaskNode, type TaskRef } from './nodes.ts'

/** A task group, as what runs on one side of a decision. */
export interface GroupTarget extends Node {
  readonly groupId: string
}

/** What a decision may run: a task, or the first tasks of a group. */
export type BranchTarget = TaskRef | GroupTarget

/** A condition that waits for the task of each outcome. */
export interface Condition extends TaskRef<boolean> {
  /** Runs when the condition's handler returned true. */
  then(target: BranchTarget): ConditionElse
}

/** The other outcome; a condition may leave it out. */
export interface ConditionElse {
  /** Runs when the condition's handler returned false. */
  else(target: BranchTarget): void
}

/** A decision between any number of tasks. */
export interface Switch extends TaskRef<BranchTarget> {
  /** One that the decider may return. */
  case(target: BranchTarget): Switch
}

/** Makes a placed task the condition of `dag.if`. */
export function newCondition(draft: DagDraft, taskId: string): Condition {
  const decision: IfDecision = { type: 'if', onTrue: null, onFalse: null }
  claim(draft, taskId, decision)
  return new ConditionNode(draft, taskId, decision)
}

/** Makes a placed task the decider of `dag.switch`. */
export function newSwitch(draft: DagDraft, taskId: string): Switch {
  const cases: string[] = []
  claim(draft, taskId, { type: 'switch', cases })
  return new SwitchNode(draft, taskId, cases)
}

type IfDecision = Extract<Decision, { type: 'if' }>

class ConditionNode extends TaskNode<boolean> implements Condition {
  readonly #draft: DagDraft
  readonly #decision: IfDecision

  constructor(draft: DagDraft, taskId: string, decision: IfDecision) {
    super(draft, taskId)
    this.#draft = draft
    this.#decision = decision
  }

  // biome-ignore lint/suspicious/noThenProperty: the name is Airflow's API
  then(target: BranchTarget): ConditionElse {
    // `await` finds a method `then` and calls it with a function.
    if (typeof target === 'function') {
      throw new InvalidDag(this, 'dag.if(...) is awaited; it declares a branch and gives nothing to wait for')
    }
    this.#decision.onTrue = this.#side('then', this.#decision.onTrue, target)
    return {
      else: other => {
        this.#decision.onFalse = this.#side('else', this.#decision.onFalse, other)
      },
    }
  }

  #side(side: 'then' | 'else', taken: string | null, target: BranchTarget): string {
    if (taken !== null) throw new InvalidDag(this, `the condition already has a "${side}" branch, "${taken}"`)
    const { id } = ownNode(this.#draft, target)
    if (id === this.#decision.onTrue) {
      throw new InvalidDag(this, `both branches of the condition are "${id}", so it decides nothing`)
    }
    drawEdges(this, [this], [target])
    return id
  }
}

class SwitchNode extends TaskNode<BranchTarget> implements Switch {
  readonly #draft: DagDraft
  readonly #cases: string[]

  constructor(draft: DagDraft, taskId: string, cases: string[]) {
    super(draft, taskId)
    this.#draft = draft
    this.#cases = cases
  }

  case(target: BranchTarget): this {
    const { id } = ownNode(this.#draft, target as Node)
    if (this.#cases.includes(id)) throw new InvalidDag(this, `the switch has the case "${id}" twice`)
    drawEdges(this, [this], [target])
    this.#cases.push(id)
    return this
  }
}

function claim(draft: DagDraft, taskId: string, decision: Decision): void {
  const where = { dagId: draft.dagId, taskId }
  if (draft.decisions.has(taskId)) throw new InvalidDag(where, 'already decides a branch; one task decides once')
  if (draft.tasks.get(taskId)?.operator.type !== 'handler') {
    throw new InvalidDag(where, 'cannot decide for dag.if or dag.switch; only a task made with dag.task can')
  }
  draft.decisions.set(taskId, decision)
}
