import { AsyncLocalStorage } from 'node:async_hooks'
import { SlipstreamError } from '../../model/errors.ts'
import type { TaskClient } from './client.ts'
import type { TaskContext } from './context.ts'

/** What surrounds the call of a handler. */
export interface TaskScope {
  readonly context: TaskContext
  readonly client: TaskClient
}

const scopes = new AsyncLocalStorage<TaskScope>()

/** Runs a handler (or a callback) so that `getContext` and `getClient` work in it, and in all that it awaits. */
export const runInTaskScope = <T>(scope: TaskScope, fn: () => T): T => scopes.run(scope, fn)

/** The attempt that runs the calling handler. Throws OutsideOfTask anywhere else. */
export const getContext = (): TaskContext => currentScope('getContext').context

/** Variables, connections and XComs for the calling handler. Throws OutsideOfTask anywhere else. */
export const getClient = (): TaskClient => currentScope('getClient').client

/** A getter was called where no task runs, such as the top level of a DAG file. */
export class OutsideOfTask extends SlipstreamError {
  override readonly name = 'OutsideOfTask'

  constructor(getter: string) {
    super(`${getter}() works only inside a task handler, while a task runs. Move the call into the handler`)
  }
}

function currentScope(getter: string): TaskScope {
  const scope = scopes.getStore()
  if (scope === undefined) throw new OutsideOfTask(getter)
  return scope
}
