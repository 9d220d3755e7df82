import { maskedUrl } from '../../config/database-url.ts'
import { BrokerUrlError } from '../errors.ts'

/** Where the broker is, and who we are there. */
export interface BrokerAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly vhost: string
  readonly usesTls: boolean
  /** Null where the URL does not say. */
  readonly heartbeatSeconds: number | null
}

/**
 * Reads a broker URL as kombu does: the path without its first slash is the virtual host, so `//` names `/`, and so does
 * no path at all. Throws BrokerUrlError for other transports than AMQP.
 */
export function parseBrokerUrl(url: string): BrokerAddress {
  const parts = urlPattern.exec(url.trim())?.groups
  if (parts === undefined) {
    throw new BrokerUrlError(
      `broker_url "${maskedUrl(url)}" is not a URL such as pyamqp://user:password@host:5672/airflow`,
    )
  }
  const usesTls = isTls(url, parts['scheme'] as string)
  return {
    host: parts['ipv6'] ?? decoded(url, parts['host'] || 'localhost').toLowerCase(),
    port: portOf(url, parts['port'], usesTls),
    user: decoded(url, parts['user'] || 'guest'),
    password: decoded(url, parts['password'] || 'guest'),
    vhost: decoded(url, parts['path']) || '/',
    usesTls,
    heartbeatSeconds: heartbeatOf(url, new URLSearchParams(parts['query'] ?? '')),
  }
}

/** The address as a URL for logs, without its password. */
export function maskedBrokerUrl({ usesTls, user, host, port, vhost }: BrokerAddress): string {
  const path = encodeURIComponent(vhost).replaceAll('%2F', '/')
  return `${usesTls ? 'amqps' : 'amqp'}://${encodeURIComponent(user)}:***@${bracketed(host)}:${port}/${path}`
}

export const brokerPlace = ({ host, port }: BrokerAddress): string => `${bracketed(host)}:${port}`

// As in Python's urlparse, the last @ ends the password, and the first : begins it.
const urlPattern =
  /^(?<scheme>[\w+.-]+):\/\/(?:(?<user>[^:/?#]*)(?::(?<password>[^/?#]*))?@)?(?:\[(?<ipv6>[^\]/]+)\]|(?<host>[^:/?#@;[\]]*))(?::(?<port>[^/?#@;]*))?(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/

const SCHEMES: Readonly<Record<string, boolean>> = { amqp: false, pyamqp: false, librabbitmq: false, amqps: true }

function isTls(url: string, scheme: string): boolean {
  const usesTls = SCHEMES[scheme.toLowerCase()]
  if (usesTls !== undefined) return usesTls
  throw new BrokerUrlError(
    `broker_url "${maskedUrl(url)}" names the transport ${scheme}, but only RabbitMQ is supported: pyamqp://, amqp:// or amqps://`,
  )
}

function portOf(url: string, text: string | undefined, usesTls: boolean): number {
  if (!text) return usesTls ? 5671 : 5672
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port
  throw new BrokerUrlError(
    `broker_url "${maskedUrl(url)}" has the port "${text}", expected a number from 1 to 65535. Write a / in user or password as %2F`,
  )
}

function heartbeatOf(url: string, query: URLSearchParams): number | null {
  const text = query.get('heartbeat')
  if (text === null) return null
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text))
  throw new BrokerUrlError(`broker_url "${maskedUrl(url)}" has heartbeat=${text}, expected seconds; 0 means none`)
}

function decoded(url: string, text = ''): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw new BrokerUrlError(`broker_url "${maskedUrl(url)}" has a bad percent-encoding: write % itself as %25`, {
      cause,
    })
  }
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)
