import type { TaskInput } from '../../model/dag.ts'
import { optionsProblem } from '../options/check.ts'
import type { DagOptions } from '../options/dag-options.ts'
import { InvalidDag } from '../options/invalid-dag.ts'
import type { BashSpec, TriggerDagRunSpec } from '../options/operator-options.ts'
import { TASK_CHECKS, type TaskOptions } from '../options/task-options.ts'

/** A handler as the runner calls it: one object of named arguments. */
export type Handler = (args: Readonly<Record<string, unknown>>) => unknown

export type OperatorDraft =
  | { readonly type: 'bash'; readonly spec: BashSpec }
  | { readonly type: 'empty' }
  | { readonly type: 'trigger_dag_run'; readonly spec: TriggerDagRunSpec }
  | { readonly type: 'handler' | 'branch'; readonly handler: Handler }
  | { readonly type: 'short_circuit'; readonly handler: Handler; readonly ignoreDownstreamTriggerRules: boolean }

export interface TaskDraft {
  readonly taskId: string
  readonly groupId: string | null
  readonly operator: OperatorDraft
  readonly options: TaskOptions
  /** What the call of its factory gave; null until then. */
  inputs: Readonly<Record<string, TaskInput>> | null
}

interface GroupDraft {
  readonly groupId: string
  readonly parentGroupId: string | null
  readonly prefixGroupId: boolean
  readonly tooltip: string
}

/** What dag.if or dag.switch chooses between; ids of tasks or groups. */
export type Decision =
  | { readonly type: 'if'; onTrue: string | null; onFalse: string | null }
  | { readonly type: 'switch'; readonly cases: string[] }

/** An order of two nodes that passes no value; ids of tasks or groups. */
export interface OrderEdge {
  readonly from: string
  readonly to: string
}

/** Everything that a DAG file has declared so far. */
export interface DagDraft {
  readonly dagId: string
  readonly options: DagOptions
  readonly tasks: Map<string, TaskDraft>
  readonly groups: Map<string, GroupDraft>
  readonly edges: OrderEdge[]
  readonly decisions: Map<string, Decision>
}

export const newDraft = (dagId: string, options: DagOptions): DagDraft => ({
  dagId,
  options,
  tasks: new Map(),
  groups: new Map(),
  edges: [],
  decisions: new Map(),
})

interface TaskDeclaration {
  readonly groupId: string | null
  readonly taskId: string
  readonly operator: OperatorDraft
  readonly options: TaskOptions
}

/** Adds a task that waits for its call. Throws InvalidDag for a bad or taken id and for bad options. */
export function declareTask(draft: DagDraft, declaration: TaskDeclaration): TaskDraft {
  const { groupId, operator, options } = declaration
  const taskId = prefixed(draft, groupId, declaration.taskId)
  checkId(draft, taskId)
  const problem = optionsProblem(options, TASK_CHECKS)
  if (problem !== null) throw new InvalidDag({ dagId: draft.dagId, taskId }, problem)
  const task: TaskDraft = { taskId, groupId, operator, options: { ...options }, inputs: null }
  draft.tasks.set(taskId, task)
  return task
}

/** Adds a task group; its id shares one namespace with the task ids. */
export function declareGroup(draft: DagDraft, id: string, group: Omit<GroupDraft, 'groupId'>): GroupDraft {
  if (!GROUP_ID.test(id) || id.length > MAX_GROUP_ID_LENGTH) throw new InvalidDag(draft, groupIdProblem(id))
  const groupId = prefixed(draft, group.parentGroupId, id)
  checkId(draft, groupId)
  const declared = { ...group, groupId }
  draft.groups.set(groupId, declared)
  return declared
}

/** The group that directly holds a task or group; null for the DAG itself. */
export const parentGroupId = (draft: DagDraft, id: string): string | null =>
  draft.tasks.get(id)?.groupId ?? draft.groups.get(id)?.parentGroupId ?? null

/** Airflow: airflow.utils.helpers.validate_key and validate_group_key. */
const KEY = /^[A-Za-z0-9_.-]+$/
const MAX_KEY_LENGTH = 250
const GROUP_ID = /^[A-Za-z0-9_-]+$/
const MAX_GROUP_ID_LENGTH = 200

/** What is wrong with the id of a DAG or task, as a sentence; null when it is fine. */
export function keyProblem(kind: string, id: unknown): string | null {
  if (typeof id === 'string' && KEY.test(id) && id.length <= MAX_KEY_LENGTH) return null
  return `${kind} ${JSON.stringify(id)} must be 1 to ${MAX_KEY_LENGTH} letters, digits, dashes, dots and underscores`
}

const groupIdProblem = (id: string): string =>
  `group id ${JSON.stringify(id)} must be 1 to ${MAX_GROUP_ID_LENGTH} letters, digits, dashes and underscores`

/** A group that does not prefix leaves ids bare even below groups that do, as in Airflow. */
function prefixed(draft: DagDraft, groupId: string | null, id: string): string {
  return groupId !== null && draft.groups.get(groupId)?.prefixGroupId === true ? `${groupId}.${id}` : id
}

function checkId(draft: DagDraft, id: string): void {
  const problem = keyProblem('task id', id)
  if (problem !== null) throw new InvalidDag(draft, problem)
  if (draft.tasks.has(id)) throw new InvalidDag(draft, `the id "${id}" is taken by a task. Choose another`)
  if (draft.groups.has(id)) throw new InvalidDag(draft, `the id "${id}" is taken by a task group. Choose another`)
}
