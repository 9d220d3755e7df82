import type { JsonValue } from '../../model/keys.ts'
import type { Replies } from '../../queue/monitor/broadcast.ts'
import type { Visitor } from '../access/access.ts'
import type { AttemptName } from '../attempt/attempt-of-args.ts'
import type { FlowerParts } from '../flower-parts.ts'
import type { Action, ActionArguments } from './action.ts'
import { recordDeed } from './record-deed.ts'

export interface Deed {
  readonly action: Action
  /** A worker, a task's id or a task's name. */
  readonly target: string
  readonly args: ActionArguments
  /** Which workers are told; all of them when left out. */
  readonly workers?: readonly string[]
  readonly visitor: Visitor
  /** What of Airflow the target is, for its audit log. */
  readonly attempt?: AttemptName | null
}

/** `isDone` is false when the worker refused, or did not answer. */
export interface Done {
  readonly isDone: boolean
  readonly message: string
}

/** Records the action in the audit log, then has it done: nothing is done that could not be recorded. @throws BrokerNotConnected */
export async function perform(parts: FlowerParts, deed: Deed): Promise<Done> {
  const { action, target, args, workers } = deed
  await recordDeed(parts, { ...deed, name: action.name })
  const said = action.tell(target, args)
  if (!action.isAnswered) {
    await parts.broadcaster.cast(action.method, said, workers)
    return { isDone: true, message: action.done(target, args, '') }
  }
  const options = { replyTimeoutMs: parts.settings.inspectTimeoutMs, ...destinationOf(parts, workers) }
  return outcomeOf(deed, await parts.broadcaster.broadcast(action.method, said, options))
}

function destinationOf({ state }: FlowerParts, workers: readonly string[] | undefined) {
  const destination = workers ?? state.aliveWorkers
  return destination.length === 0 ? {} : { destination }
}

function outcomeOf({ action, target, args, workers }: Deed, replies: Replies): Done {
  const answers = [...replies].filter(([node]) => workers === undefined || workers.includes(node))
  const [first] = answers
  if (first === undefined) return { isDone: false, message: action.failed(target, args, NO_ANSWER) }
  const refused = answers.find(([, value]) => okOf(value) === null)
  if (refused !== undefined) return { isDone: false, message: action.failed(target, args, reasonOf(refused[1])) }
  return { isDone: true, message: action.done(target, args, okOf(first[1]) ?? '') }
}

const NO_ANSWER = 'no worker answered in time'

const okOf = (value: JsonValue): string | null => fieldOf(value, 'ok')

const reasonOf = (value: JsonValue): string => fieldOf(value, 'error') ?? 'Unknown reason'

function fieldOf(value: JsonValue, name: string): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
  return String((value as Readonly<Record<string, JsonValue>>)[name])
}
