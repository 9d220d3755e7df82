import type { JsonValue } from '../../model/keys.ts'
import { pythonRepr } from './python-repr.ts'

type Json = Readonly<Record<string, JsonValue>>

/** A task call, before it is a message. */
export interface TaskCall {
  /** UUID; the message's correlation id too. */
  readonly id: string
  readonly taskName: string
  readonly args: readonly JsonValue[]
  readonly kwargs?: Json
  /** Who sends: `gen<pid>@<host>`. */
  readonly origin: string
  /** Headers of our own. */
  readonly extraHeaders?: Readonly<Record<string, string>>
  /** Entries of our own in the embed part of the body, where Celery keeps callbacks. */
  readonly extraEmbed?: Json
}

export interface TaskMessage {
  readonly properties: {
    readonly contentType: 'application/json'
    readonly contentEncoding: 'utf-8'
    readonly correlationId: string
    readonly deliveryMode: 2
  }
  readonly headers: Json
  readonly body: Buffer
}

/** A Celery message of protocol 2, with the headers and the body that Celery 5.5 sends for Airflow 2.11. */
export function taskMessage(call: TaskCall): TaskMessage {
  const { id, args, kwargs = {}, extraEmbed } = call
  const embed = { callbacks: null, errbacks: null, chain: null, chord: null, ...extraEmbed }
  return {
    properties: { contentType: 'application/json', contentEncoding: 'utf-8', correlationId: id, deliveryMode: 2 },
    headers: headersOf(call),
    body: Buffer.from(JSON.stringify([args, kwargs, embed])),
  }
}

/** The name of this process as a sender of tasks. */
export const originOf = (pid: number, host: string): string => `gen${pid}@${host}`

const headersOf = ({ id, taskName, args, kwargs = {}, origin, extraHeaders }: TaskCall): Json => ({
  lang: 'py',
  task: taskName,
  id,
  shadow: null,
  eta: null,
  expires: null,
  group: null,
  group_index: null,
  retries: 0,
  timelimit: [null, null],
  root_id: id,
  parent_id: null,
  argsrepr: pythonRepr(args),
  kwargsrepr: pythonRepr(kwargs),
  origin,
  ignore_result: false,
  replaced_task_nesting: 0,
  stamped_headers: null,
  stamps: {},
  ...extraHeaders,
})
