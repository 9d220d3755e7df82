import { objectOf, optional, port, text } from '../frame/fields.ts'
import type { Host } from '../host/host.ts'
import type { RabbitmqApi } from '../types/services.ts'
import { CredentialsRefused, ServiceFailed } from './errors.ts'
import { askHttp, type HttpAnswer } from './http.ts'

export const rabbitmqApi = objectOf({ address: optional(text), port: optional(port), user: text, password: text })

/** With which it is another server: one that has an address is the same from whichever host it is reached. */
export const ANOTHER_RABBITMQ = ['api.address ?? host.address', 'api.port'] as const

/** A call of the management API; null where what it is about is not there. @throws CredentialsRefused, ServiceFailed */
export async function callRabbitmq(host: Host, api: RabbitmqApi, call: RabbitmqCall): Promise<unknown> {
  const { user, password } = api
  const { method = 'GET', path, body } = call
  const url = `http://${addressOf(api)}/api/${path.map(encodeURIComponent).join('/')}`
  const answer = await askHttp(host, { url, method, user, password, ...(body === undefined ? {} : { body }) })
  if (answer.status === 404) return null
  if (answer.status === 401) {
    throw new CredentialsRefused(`${rabbitmqName(host, api)} refuses the user ${user}: ${reasonIn(answer)}`)
  }
  if (answer.status >= 300) {
    throw new ServiceFailed(
      `${rabbitmqName(host, api)}: ${method} /${path.join('/')}: ${answer.status} ${reasonIn(answer)}`,
    )
  }
  return answer.text === '' ? {} : JSON.parse(answer.text)
}

export interface RabbitmqCall {
  readonly method?: 'PUT' | 'DELETE'
  readonly path: readonly string[]
  readonly body?: object
}

export const rabbitmqName = (host: Host, api: RabbitmqApi): string => `RabbitMQ at ${addressOf(api)} of ${host.name}`

const addressOf = ({ address = '127.0.0.1', port: number = 15_672 }: RabbitmqApi): string => `${address}:${number}`

function reasonIn({ text: whole }: HttpAnswer): string {
  try {
    const { reason, error } = JSON.parse(whole) as { reason?: unknown; error?: unknown }
    return String(reason ?? error ?? whole)
  } catch {
    return whole.slice(0, 200)
  }
}
