import { randomUUID } from 'node:crypto'
import { originOf, taskMessage } from '../../queue/message/celery-message.ts'
import { pythonRepr } from '../../queue/message/python-repr.ts'
import { hostName } from '../../service/host-name.ts'
import type { Visitor } from '../access/access.ts'
import { recordDeed } from '../cluster/record-deed.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { shortened } from '../state/shortened.ts'
import type { AskedCall, CallOptions } from './asked-call.ts'

export interface Sending {
  /** The audit event is `flower.` and this. */
  readonly name: 'apply' | 'async_apply' | 'send_task'
  readonly taskName: string
  readonly call: AskedCall
  readonly options: CallOptions
  readonly visitor: Visitor
}

/** Records it in the audit log, then sends the task. @returns its id. @throws BrokerNotConnected, PublishFailed, QueueMismatch */
export async function sendTask(
  parts: FlowerParts,
  { name, taskName, call, options, visitor }: Sending,
): Promise<string> {
  const { args, kwargs } = call
  const { queue = null, id = null, eta, expires } = options
  const to = queue ?? parts.config.string('operators', 'default_queue')
  const token = id ?? randomUUID()
  const says = { task_id: token, queue: to, args: shown(args), kwargs: shown(kwargs) }
  await recordDeed(parts, { name, target: taskName, args: says, visitor })
  const origin = originOf(process.pid, hostName())
  const times = { ...(eta === null ? {} : { eta }), ...(expires === null ? {} : { expires }) }
  await parts.publisher.publish(to, taskMessage({ id: token, taskName, args, kwargs, origin, extraHeaders: times }))
  return token
}

const LONGEST_SHOWN = 1024

const shown = (value: Parameters<typeof pythonRepr>[0]): string => shortened(pythonRepr(value), LONGEST_SHOWN)
