import { constructed, Dag, draftOf } from './dag.ts'
import type { Handler, TaskDraft } from './graph/draft.ts'
import { InvalidDag } from './options/invalid-dag.ts'
import { effectiveOptions } from './serialization/task-spec.ts'
import type { Callback, DagCallback } from './task/context.ts'

/** Forgets the DAGs constructed so far; to be called before a DAG file is loaded. */
export const clearDags = (): void => constructed.clear()

/**
 * The DAGs that a file defines: those constructed since `clearDags`, and those that it exports (they may come from
 * a module that was loaded before). Throws InvalidDag when two of them share an id.
 */
export function collectDags(namespace: Readonly<Record<string, unknown>> = {}): Dag[] {
  const exported = Object.values(namespace).filter(value => value instanceof Dag)
  const dags = [...new Set([...constructed, ...exported])]
  const byId = new Set<string>()
  for (const dag of dags) {
    if (byId.has(dag.dagId)) throw new InvalidDag(dag, 'is defined twice in one file. Give each DAG its own id')
    byId.add(dag.dagId)
  }
  return dags
}

/** The function that a task runs. Throws InvalidDag for a task that the file does not define, or that has none. */
export function handlerOf(dag: Dag, taskId: string): Handler {
  const { operator } = taskOf(dag, taskId)
  if ('handler' in operator) return operator.handler
  throw new InvalidDag({ dagId: dag.dagId, taskId }, `has no handler; it is a ${operator.type} task`)
}

/** The callbacks of a task, in the order in which they are to be called. */
export type TaskCallbacks = Readonly<
  Record<'onExecute' | 'onSuccess' | 'onFailure' | 'onRetry' | 'onSkipped', readonly Callback[]>
>

export function callbacksOf(dag: Dag, taskId: string): TaskCallbacks {
  const options = effectiveOptions(draftOf(dag), taskOf(dag, taskId))
  return {
    onExecute: listed(options.onExecute),
    onSuccess: listed(options.onSuccess),
    onFailure: listed(options.onFailure),
    onRetry: listed(options.onRetry),
    onSkipped: listed(options.onSkipped),
  }
}

export function dagCallbacksOf(dag: Dag): Readonly<Record<'onSuccess' | 'onFailure', readonly DagCallback[]>> {
  const { onSuccess, onFailure } = draftOf(dag).options
  return { onSuccess: listed(onSuccess), onFailure: listed(onFailure) }
}

function taskOf(dag: Dag, taskId: string): TaskDraft {
  const task = draftOf(dag).tasks.get(taskId)
  if (task === undefined) throw new InvalidDag({ dagId: dag.dagId, taskId }, 'the DAG file no longer defines this task')
  return task
}

const listed = <T>(callbacks: T | readonly T[] | undefined): readonly T[] =>
  callbacks === undefined ? [] : ([callbacks].flat() as T[])
