import type { TaskStore } from '../sdk/task/client.ts'
import type { HandlerResult, RunnerCall } from './attempt-io.ts'

/** Messages between a worker and its warm runner, over Node's IPC channel; `callId` counts the calls of the runner. */
export type ToRunner =
  | { readonly type: 'run'; readonly callId: number; readonly call: RunnerCall }
  | { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string }

export type FromRunner =
  /** Path and version of each file that the DAG file stands on. */
  | { readonly type: 'loaded'; readonly files: readonly (readonly [string, string])[] }
  | StoreQuestion
  /** `isClean` is false where the call has left timers or child processes behind: another call must not meet them. */
  | { readonly type: 'done'; readonly result: HandlerResult; readonly isClean: boolean }

export interface StoreQuestion {
  readonly type: 'ask'
  readonly id: number
  readonly callId: number
  readonly method: keyof TaskStore
  readonly args: readonly unknown[]
}

/** Written to stdout and stderr when a call is over: what came before belongs to it. */
export const END_MARK = '\u0001slipstream:end\u0001'

/** What stood on the line before the mark, since a handler may leave its last line unfinished; null without a mark. */
export const beforeEndMark = (line: string): string | null =>
  line.endsWith(END_MARK) ? line.slice(0, -END_MARK.length) : null
