import type { DagRunState } from '../../model/states.ts'
import { aBoolean, aString, type Check, isPlainObject, optionsProblem } from '../options/check.ts'
import { InvalidDag } from '../options/invalid-dag.ts'
import {
  BASH_CHECKS,
  type BashSpec,
  TRIGGER_DAG_RUN_CHECKS,
  type TriggerDagRunSpec,
} from '../options/operator-options.ts'
import type { TaskOptions } from '../options/task-options.ts'
import { type BranchTarget, type Condition, newCondition, newSwitch, type Switch } from './branches.ts'
import { type DagDraft, declareGroup, declareTask, type OperatorDraft } from './draft.ts'
import { type TaskFactory, type TaskFunction, type TaskInputs, taskArguments, taskFactory } from './factory.ts'
import { drawEdges, identify, type Node, nodeOf, ownTaskId, type TaskRef } from './nodes.ts'

/** Options of a task whose id is given as an argument. */
export type OtherTaskOptions = Omit<TaskOptions, 'taskId'>

/** What the handler of `dag.branch` returns: the task or tasks to follow (ids or references), or nothing for none. */
export type BranchChoice = string | BranchTarget | readonly (string | BranchTarget)[] | null | undefined

export interface ShortCircuitOptions extends OtherTaskOptions {
  /** Skips everything downstream, however far, instead of leaving all but the next tasks to their trigger rules. */
  readonly ignoreDownstreamTriggerRules?: boolean
}

export interface TaskGroupOptions {
  /** Prefixes the ids of what the group holds with its own; true unless given. */
  readonly prefixGroupId?: boolean
  readonly tooltip?: string
}

/** `(inputs, options)` of a decision that declares its own task. */
type DecisionArguments<TArgs extends object | undefined> = [TArgs] extends [undefined]
  ? [inputs?: undefined, options?: TaskOptions]
  : [inputs: TaskInputs<TArgs>, options?: TaskOptions]

/** Where tasks can be declared: a DAG, or one of its task groups. */
export abstract class DagScope {
  readonly dagId: string
  readonly #draft: DagDraft
  readonly #groupId: string | null

  constructor(draft: DagDraft, groupId: string | null) {
    this.dagId = draft.dagId
    this.#draft = draft
    this.#groupId = groupId
  }

  /** Declares a task that runs a function; call what it returns to place the task. */
  task<TArgs extends object | undefined = undefined, TReturn = unknown>(
    taskId: string,
    handler: TaskFunction<TArgs, TReturn>,
    options?: OtherTaskOptions,
  ): TaskFactory<TArgs, TReturn>
  /** Declares a task whose id is `options.taskId`, or else the function's name. */
  task<TArgs extends object | undefined = undefined, TReturn = unknown>(
    handler: TaskFunction<TArgs, TReturn>,
    options?: TaskOptions,
  ): TaskFactory<TArgs, TReturn>
  task(first: unknown, second?: unknown, third?: unknown): unknown {
    return this.#handlerTask(first, second, third)
  }

  /** Declares a task that chooses which of its downstream tasks run (Airflow: BranchPythonOperator). */
  branch<TArgs extends object | undefined = undefined>(
    taskId: string,
    handler: TaskFunction<TArgs, BranchChoice>,
    options?: OtherTaskOptions,
  ): TaskFactory<TArgs, string | readonly string[] | null> {
    const { handler: fn, options: rest } = taskArguments(this.#draft, taskId, handler, options)
    const task = this.#declare(taskId, { type: 'branch', handler: fn }, rest)
    return taskFactory(this.#draft, task) as TaskFactory<TArgs, string | readonly string[] | null>
  }

  /** Declares a task after which everything is skipped when its handler returns something falsy. */
  shortCircuit<TArgs extends object | undefined = undefined, TReturn = unknown>(
    taskId: string,
    handler: TaskFunction<TArgs, TReturn>,
    options: ShortCircuitOptions = {},
  ): TaskFactory<TArgs, TReturn> {
    const { ignoreDownstreamTriggerRules = true, ...others } = options
    const { handler: fn, options: rest } = taskArguments(this.#draft, taskId, handler, others)
    const problem = optionsProblem({ ignoreDownstreamTriggerRules }, { ignoreDownstreamTriggerRules: aBoolean })
    if (problem !== null) throw new InvalidDag({ dagId: this.dagId, taskId }, problem)
    const task = this.#declare(taskId, { type: 'short_circuit', handler: fn, ignoreDownstreamTriggerRules }, rest)
    return taskFactory(this.#draft, task) as TaskFactory<TArgs, TReturn>
  }

  /** Adds a task that runs a bash command; its value is the last line that the command prints. */
  bash(taskId: string, spec: BashSpec, options: OtherTaskOptions = {}): TaskRef<string> {
    this.#checkSpec(taskId, spec, { checks: BASH_CHECKS, required: 'command' })
    return this.#place(taskId, { type: 'bash', spec: structuredClone(spec) }, options)
  }

  /** Adds a task that does nothing but order others. */
  empty(taskId: string, options: OtherTaskOptions = {}): TaskRef<null> {
    return this.#place(taskId, { type: 'empty' }, options)
  }

  /** Adds a task that starts a run of another DAG; its value is nothing, its XCom `trigger_run_id` the run's id. */
  triggerDagRun(spec: TriggerDagRunSpec, options: OtherTaskOptions = {}): TaskRef<DagRunState | null> {
    this.#checkSpec(spec?.taskId, spec, { checks: TRIGGER_DAG_RUN_CHECKS, required: 'dagId' })
    return this.#place(spec.taskId, { type: 'trigger_dag_run', spec: structuredClone(spec) }, options)
  }

  /** Opens a group: tasks declared on it share its id as prefix, and edges can be drawn to the whole of it. */
  taskGroup(groupId: string, options: TaskGroupOptions = {}): TaskGroup {
    const problem = optionsProblem(options, { prefixGroupId: aBoolean, tooltip: aString })
    if (problem !== null) throw new InvalidDag(this, `task group "${groupId}": ${problem}`)
    const group = declareGroup(this.#draft, groupId, {
      parentGroupId: this.#groupId,
      prefixGroupId: options.prefixGroupId ?? true,
      tooltip: options.tooltip ?? '',
    })
    return new TaskGroup(this.#draft, group.groupId)
  }

  /** Lets a task that returns a boolean decide which of two tasks or groups runs; the other one is skipped. */
  if(condition: TaskRef<boolean>): Condition
  /** Declares and places the condition itself. */
  if<TArgs extends object | undefined = undefined>(
    handler: TaskFunction<TArgs, boolean>,
    ...rest: DecisionArguments<TArgs>
  ): Condition
  if(first: unknown, inputs?: unknown, options?: unknown): Condition {
    return newCondition(this.#draft, this.#deciderId(first, inputs, options))
  }

  /** Lets a task that returns one of the cases decide which one runs; the others are skipped. */
  switch(decider: TaskRef<BranchTarget>): Switch
  /** Declares and places the decider itself. */
  switch<TArgs extends object | undefined = undefined>(
    handler: TaskFunction<TArgs, BranchTarget>,
    ...rest: DecisionArguments<TArgs>
  ): Switch
  switch(first: unknown, inputs?: unknown, options?: unknown): Switch {
    return newSwitch(this.#draft, this.#deciderId(first, inputs, options))
  }

  #deciderId(first: unknown, inputs: unknown, options: unknown): string {
    if (nodeOf(first) !== undefined) return ownTaskId(this.#draft, first)
    return this.#handlerTask(first, options, undefined)(inputs).taskId
  }

  #handlerTask(first: unknown, second: unknown, third: unknown): ReturnType<typeof taskFactory> {
    const { taskId, handler, options } = taskArguments(this.#draft, first, second, third)
    return taskFactory(this.#draft, this.#declare(taskId, { type: 'handler', handler }, options))
  }

  #declare(taskId: string, operator: OperatorDraft, options: TaskOptions): ReturnType<typeof declareTask> {
    return declareTask(this.#draft, { groupId: this.#groupId, taskId, operator, options })
  }

  #place<TReturn>(taskId: string, operator: OperatorDraft, options: TaskOptions): TaskRef<TReturn> {
    return taskFactory<TReturn>(this.#draft, this.#declare(taskId, operator, options))()
  }

  #checkSpec(
    taskId: string,
    spec: object,
    { checks, required }: { readonly checks: Readonly<Record<string, Check>>; readonly required: string },
  ): void {
    const missing = isPlainObject(spec) && (spec as Record<string, unknown>)[required] === undefined
    const problem = missing ? `option "${required}" is missing` : optionsProblem(spec, checks)
    if (problem !== null) throw new InvalidDag({ dagId: this.dagId, taskId }, problem)
  }
}

/** A part of a DAG whose tasks share an id prefix, and that edges can be drawn to as a whole. */
export class TaskGroup extends DagScope implements Node {
  /** With the prefixes of the groups around it. */
  readonly groupId: string

  constructor(draft: DagDraft, groupId: string) {
    super(draft, groupId)
    this.groupId = groupId
    identify(this, { draft, id: groupId, kind: 'group' })
  }

  /** Runs the whole group before each of the given nodes. */
  before(...downstream: readonly Node[]): this {
    drawEdges(this, [this], downstream)
    return this
  }

  /** Runs the whole group after each of the given nodes. */
  after(...upstream: readonly Node[]): this {
    drawEdges(this, upstream, [this])
    return this
  }
}
