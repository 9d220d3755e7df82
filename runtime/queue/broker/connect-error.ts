import type { SlipstreamError } from '../../model/errors.ts'
import { BrokerLoginRefused, BrokerUnreachable, BrokerVhostRefused } from '../errors.ts'
import { type BrokerAddress, brokerPlace } from './broker-url.ts'

/** What a failed attempt to connect means. amqplib tells it in the text of its error only. */
export function connectError(address: BrokerAddress, cause: Error): SlipstreamError {
  const place = brokerPlace(address)
  const { user, vhost } = address
  if (/403 \(ACCESS[-_]REFUSED\)/.test(cause.message)) return new BrokerLoginRefused(user, place, cause)
  // The broker's reason is not in the error; after the login, only the virtual host is left to refuse.
  if (/ConnectionOpenOk; got <ConnectionClose/.test(cause.message)) {
    return new BrokerVhostRefused({ user, vhost, place }, cause)
  }
  return new BrokerUnreachable(place, withMessage(cause))
}

// Node.js gives no message when several addresses of one name were tried.
function withMessage(cause: Error): Error {
  if (cause.message !== '') return cause
  return new Error((cause as NodeJS.ErrnoException).code ?? cause.name, { cause })
}
