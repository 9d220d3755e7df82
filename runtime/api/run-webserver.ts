import { once } from 'node:events'
import type { Config } from '../config/config.ts'
import { SlipstreamError } from '../model/errors.ts'
import { systemClock } from '../service/clock.ts'
import { type ListenPlace, listenOn } from './listen-on.ts'
import type { ServerParts } from './route.ts'
import { buildServer } from './server.ts'

/** The webserver cannot have the address that it should listen on. */
export class AddressUnusable extends SlipstreamError {
  override readonly name = 'AddressUnusable'

  constructor(address: string, options: { readonly cause: unknown }) {
    const { code = 'unknown error' } = options.cause as NodeJS.ErrnoException
    super(
      `Cannot listen on ${address} (${code}): ${ADVICE[code] ?? 'check [webserver] web_server_host and web_server_port'}`,
      options,
    )
  }
}

export interface WebserverOptions extends Omit<ServerParts, 'clock'>, ListenPlace {
  readonly signal: AbortSignal
}

/** Serves until the signal; requests under way are answered first. @throws AddressUnusable */
export async function runWebserver(options: WebserverOptions): Promise<void> {
  const { host, port, signal, ...parts } = options
  const server = buildServer({ ...parts, clock: systemClock })
  const address = await listenOn(server, { host, port }, AddressUnusable)
  parts.log.info('webserver_started', { url: isHttps(parts.config) ? address.replace(/^http:/, 'https:') : address })
  if (!signal.aborted) await once(signal, 'abort')
  await server.close()
}

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there. Stop it, or set another port: airflow webserver --port PORT',
  EACCES: 'ports below 1024 need privileges. Set another one: airflow webserver --port PORT',
  EADDRNOTAVAIL: 'this machine does not have that address. Correct [webserver] web_server_host, e.g. 0.0.0.0',
}

const isHttps = (config: Config): boolean => config.optional('webserver', 'web_server_ssl_cert') !== null
