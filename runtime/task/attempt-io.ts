import type { AttemptDag, AttemptRequest } from '../model/attempt.ts'
import type { SkipDecision } from '../model/decide.ts'
import type { DagRun, JsonValue } from '../model/keys.ts'
import type { DagRunState, TaskInstanceState } from '../model/states.ts'
import type { TaskStore } from '../sdk/task/client.ts'
import type { Impersonation } from './impersonation.ts'

/** `isContinued`: the line was too long to be kept, and what comes next is more of it. */
export type OnLine = (line: string, isContinued: boolean) => void

/** Where a child process writes its output: a real pipe, so that `/dev/stderr` and `tee /dev/stdout` work in it. */
export interface OutputPipe {
  /** Give it to the child as stdout and stderr, then call `read`. */
  readonly writeFd: number
  /** Hands on each line as it comes; resolves when all writers have closed the pipe. */
  read(onLine: OnLine): Promise<void>
  /** Closes it, also where nobody has read yet, or somebody still holds the other end. */
  abandon(): void
}

/** Ends process groups whose worker dies, however it dies. */
export interface ProcessGuard {
  /** @param as whose processes they are, where not the worker's */
  add(processGroup: number, as?: Impersonation | null): void
  remove(processGroup: number): void
}

/** What a handler, or a callback, came to. */
export type HandlerResult =
  | { readonly type: 'returned'; readonly value: JsonValue | undefined; readonly skipmixin: SkipDecision | null }
  | { readonly type: 'skipped'; readonly message: string }
  | { readonly type: 'threw'; readonly error: string; readonly mayRetry: boolean }
  | { readonly type: 'died'; readonly how: string }

/** What a runner is asked to run: a task's handler, one of its callbacks, or a callback of the whole DAG. */
export type RunnerCall =
  | {
      readonly type: 'handler'
      readonly request: AttemptRequest
      /** The handler's named arguments. */
      readonly inputs: Readonly<Record<string, JsonValue>>
      readonly params: Readonly<Record<string, JsonValue>>
      readonly env: NodeJS.ProcessEnv
    }
  | {
      readonly type: 'callback'
      readonly request: AttemptRequest
      readonly name: CallbackName
      readonly state: TaskInstanceState
      readonly exception: string | null
      readonly params: Readonly<Record<string, JsonValue>>
      readonly env: NodeJS.ProcessEnv
    }
  | {
      readonly type: 'dag_callback'
      readonly dag: AttemptDag
      readonly run: DagRun
      readonly name: 'onSuccess' | 'onFailure'
      readonly state: DagRunState
      readonly reason: string
    }

export type CallbackName = 'onExecute' | 'onSuccess' | 'onFailure' | 'onRetry' | 'onSkipped'

export interface CallHooks {
  readonly onLine: (line: string, isError: boolean) => void
  readonly store: TaskStore
  readonly signal: AbortSignal
}

/** A warm process that has the DAG file loaded; it runs one call at a time. */
export interface HandlerRunner {
  run(call: RunnerCall, hooks: CallHooks): Promise<HandlerResult>
}

export const filelocOf = (call: RunnerCall): string =>
  (call.type === 'dag_callback' ? call.dag : call.request.dag).fileloc
