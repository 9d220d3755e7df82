import type { TaskInput as SerializedInput } from '../../model/dag.ts'
import { described, isPlainObject } from '../options/check.ts'
import { InvalidDag } from '../options/invalid-dag.ts'
import type { TaskOptions } from '../options/task-options.ts'
import type { DagDraft, Handler, TaskDraft } from './draft.ts'
import { type JsonCompatible, jsonCopy } from './json.ts'
import { nodeOf, ownTaskId, TaskNode, type TaskRef } from './nodes.ts'

/** One input of a task: the upstream task that returns the value, or the value itself when JSON can carry it. */
export type TaskInput<TValue> = TaskRef<TValue> | JsonCompatible<TValue>

/** The inputs of a task by the name of the argument that each supplies. */
export type TaskInputs<TArgs> = { readonly [K in keyof TArgs]: TaskInput<TArgs[K]> }

/** A function that a task runs: it takes one object of named arguments, or nothing. */
export type TaskFunction<TArgs extends object | undefined = undefined, TReturn = unknown> = (
  args: TArgs,
) => TReturn | Promise<TReturn>

/** What `dag.task` returns: called exactly once, it places the task in the DAG and says what feeds its arguments. */
export type TaskFactory<TArgs extends object | undefined = undefined, TReturn = unknown> = [TArgs] extends [undefined]
  ? () => TaskRef<TReturn>
  : (inputs: TaskInputs<TArgs>) => TaskRef<TReturn>

/** `(taskId, handler, options?)` or `(handler, options?)`, as written in the file. */
interface TaskArguments {
  readonly taskId: string
  readonly handler: Handler
  readonly options: TaskOptions
}

export function taskArguments(draft: DagDraft, first: unknown, second: unknown, third: unknown): TaskArguments {
  if (typeof first !== 'string') return namedByHandler(draft, first, (second ?? {}) as TaskOptions)
  const options = (third ?? {}) as TaskOptions
  if (isPlainObject(options) && options.taskId !== undefined) {
    throw new InvalidDag(
      { dagId: draft.dagId, taskId: first },
      'has its id twice, first and in options.taskId. Keep one',
    )
  }
  return { taskId: first, handler: aHandler(draft, second, first), options }
}

export function taskFactory<TReturn>(draft: DagDraft, task: TaskDraft): (inputs?: unknown) => TaskNode<TReturn> {
  return inputs => {
    if (task.inputs !== null)
      throw new InvalidDag(where(draft, task), 'is called twice; each task stands in the DAG once')
    task.inputs = serializedInputs(draft, task, inputs ?? {})
    return new TaskNode<TReturn>(draft, task.taskId)
  }
}

function namedByHandler(draft: DagDraft, handler: unknown, options: TaskOptions): TaskArguments {
  const taskId = options.taskId ?? (typeof handler === 'function' ? handler.name : undefined)
  const fn = aHandler(draft, handler, taskId)
  if (taskId === undefined || taskId === '') {
    throw new InvalidDag(draft, 'a handler without a name needs a task id: dag.task("my_task", handler)')
  }
  return { taskId, handler: fn, options }
}

function aHandler(draft: DagDraft, handler: unknown, taskId: string | undefined): Handler {
  if (typeof handler === 'function') return handler as Handler
  const place = taskId === undefined ? draft : { dagId: draft.dagId, taskId }
  throw new InvalidDag(place, `the handler must be a function, got ${described(handler)}`)
}

function serializedInputs(draft: DagDraft, task: TaskDraft, inputs: unknown): Record<string, SerializedInput> {
  if (!isPlainObject(inputs) || nodeOf(inputs) !== undefined) {
    const got = nodeOf(inputs) === undefined ? described(inputs) : 'a reference'
    throw new InvalidDag(where(draft, task), `inputs must be named, such as { rows: extract() }, got ${got}`)
  }
  const given = Object.entries(inputs as object).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, serializedInput(draft, task, { name, value })]))
}

function serializedInput(
  draft: DagDraft,
  task: TaskDraft,
  { name, value }: { readonly name: string; readonly value: unknown },
): SerializedInput {
  if (nodeOf(value) !== undefined) return { type: 'xcom', taskId: ownTaskId(draft, value), key: 'return_value' }
  const fail = (problem: string): never => {
    throw new InvalidDag(where(draft, task), `input "${name}" ${problem}`)
  }
  return { type: 'literal', value: jsonCopy(value, fail) }
}

const where = (draft: DagDraft, task: TaskDraft): { dagId: string; taskId: string } => ({
  dagId: draft.dagId,
  taskId: task.taskId,
})
