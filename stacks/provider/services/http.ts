import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { Host } from '../host/host.ts'
import { ServiceUnreachable } from './errors.ts'

export interface HttpRequest {
  readonly url: string
  readonly method?: string
  readonly user?: string
  readonly password?: string
  /** application/json unless given. */
  readonly accept?: string
  /** Becomes JSON. */
  readonly body?: object
  /** More than those that every request has. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface HttpAnswer {
  readonly status: number
  readonly text: string
}

const TIMEOUT_MS = 15_000

/** Asks as the host would ask, through the SSH connection. @throws ServiceUnreachable */
export async function askHttp(host: Host, request: HttpRequest): Promise<HttpAnswer> {
  const url = new URL(request.url)
  const isTls = url.protocol === 'https:'
  const place = { address: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || (isTls ? 443 : 80)) }
  try {
    return await host.forward(place, async stream => {
      const socket = isTls ? connectTls({ socket: stream as Socket, servername: url.hostname }) : stream
      return await exchange(socket, url, request)
    })
  } catch (error) {
    throw new ServiceUnreachable(
      `${request.method ?? 'GET'} ${url.origin}${url.pathname} on ${host.name}: ${(error as Error).message}`,
      { cause: error },
    )
  }
}

function exchange(
  socket: Duplex,
  url: URL,
  { method = 'GET', user, password, body, accept, headers }: HttpRequest,
): Promise<HttpAnswer> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const options: RequestOptions = {
    method,
    path: `${url.pathname}${url.search}`,
    host: url.hostname,
    port: url.port,
    timeout: TIMEOUT_MS,
    createConnection: () => socket,
    headers: {
      connection: 'close',
      accept: accept ?? 'application/json',
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    },
    ...(user === undefined ? {} : { auth: `${user}:${password ?? ''}` }),
  }
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>()
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(options, response => {
    wholeText(response).then(whole => resolve({ status: response.statusCode ?? 0, text: whole }), reject)
  })
  request.on('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)))
  request.on('error', reject)
  request.end(text)
  return promise
}

async function wholeText(response: IncomingMessage): Promise<string> {
  return (await response.setEncoding('utf8').toArray()).join('')
}
