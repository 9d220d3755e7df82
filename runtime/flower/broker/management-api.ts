import type { BrokerAddress } from '../../queue/broker/broker-url.ts'
import { ManagementApiFailed } from '../errors.ts'

/** A queue as RabbitMQ's management plugin describes it; rates are per second, null before there are any. */
export interface ManagedQueue {
  readonly name: string
  readonly messages: number
  readonly ready: number
  readonly unacked: number
  readonly consumers: number
  readonly publishRate: number | null
  readonly deliverRate: number | null
  readonly ackRate: number | null
}

const TIMEOUT_MS = 3_000

/** All queues of the broker's virtual host. Who asks is in the URL, or else is the broker's user. @throws ManagementApiFailed */
export async function managedQueues(api: URL, { vhost, user, password }: BrokerAddress): Promise<ManagedQueue[]> {
  const url = new URL(`queues/${encodeURIComponent(vhost)}`, api)
  const credentials = `${decodeURIComponent(api.username) || user}:${decodeURIComponent(api.password) || password}`
  url.username = ''
  url.password = ''
  const headers = { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
  const place = url.host
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(cause => {
    throw new ManagementApiFailed(place, reasonOf(cause), { cause })
  })
  if (!response.ok) throw new ManagementApiFailed(place, `it answers ${response.status} ${response.statusText}`)
  const body: unknown = await response.json().catch(cause => {
    throw new ManagementApiFailed(place, 'its answer is not JSON', { cause })
  })
  if (!Array.isArray(body)) throw new ManagementApiFailed(place, 'its answer is no list of queues')
  return (body as RawQueue[]).map(toQueue)
}

interface RawQueue {
  readonly name: string
  readonly messages?: number
  readonly messages_ready?: number
  readonly messages_unacknowledged?: number
  readonly consumers?: number
  readonly message_stats?: Readonly<Record<string, { readonly rate?: number } | undefined>>
}

const toQueue = (raw: RawQueue): ManagedQueue => ({
  name: raw.name,
  messages: raw.messages ?? 0,
  ready: raw.messages_ready ?? 0,
  unacked: raw.messages_unacknowledged ?? 0,
  consumers: raw.consumers ?? 0,
  publishRate: raw.message_stats?.['publish_details']?.rate ?? null,
  deliverRate: raw.message_stats?.['deliver_get_details']?.rate ?? null,
  ackRate: raw.message_stats?.['ack_details']?.rate ?? null,
})

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { readonly cause?: { readonly code?: string } }
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`
  return cause?.code ?? message
}
