import type { JsonValue } from '../../model/keys.ts'

/** An argument of an action, as forms and queries give it. */
export interface ActionField {
  readonly name: string
  readonly kind: 'integer' | 'number' | 'text' | 'flag'
  /** When it is not given; without one it has to be, unless it is optional. */
  readonly fallback?: JsonValue
  readonly isOptional?: boolean
}

export type ActionArguments = Readonly<Record<string, JsonValue>>

/** Something that Flower lets people do to a worker or a task: the one source of routes, forms and audit events. */
export interface Action {
  /** Below `/api/worker/` or `/api/task/`. */
  readonly path: string
  /** The audit event is `flower.` and this. */
  readonly name: string
  /** What the worker is told, and with which arguments. */
  readonly method: string
  readonly fields: readonly ActionField[]
  readonly tell: (target: string, args: ActionArguments) => ActionArguments
  /** Whether the worker's answer is waited for. */
  readonly isAnswered: boolean
  /** What Flower says when it is done; `said` is the worker's own word. */
  readonly done: (target: string, args: ActionArguments, said: string) => string
  readonly failed: (target: string, args: ActionArguments, reason: string) => string
}
