import { readFile } from 'node:fs/promises'
import type { Config } from '../../config/config.ts'
import { BrokerConnection, type BrokerConnectionOptions } from './broker-connection.ts'
import { type BrokerAddress, parseBrokerUrl } from './broker-url.ts'

/** Names of files; null where none is configured. */
export interface TlsFiles {
  readonly key: string | null
  readonly certificate: string | null
  readonly authority: string | null
}

export interface ConfiguredBroker {
  readonly address: BrokerAddress
  readonly tlsFiles: TlsFiles
}

/** The broker of [celery]; `ssl_active` turns TLS on for URLs that do not name it. Throws BrokerUrlError. */
export function configuredBroker(config: Config): ConfiguredBroker {
  const address = parseBrokerUrl(config.string('celery', 'broker_url'))
  return {
    address: { ...address, usesTls: address.usesTls || config.boolean('celery', 'ssl_active') },
    tlsFiles: {
      key: config.optional('celery', 'ssl_key'),
      certificate: config.optional('celery', 'ssl_cert'),
      authority: config.optional('celery', 'ssl_cacert'),
    },
  }
}

/** Begins to connect to the broker of [celery]. Throws BrokerUrlError, and what reading the TLS files throws. */
export async function openConfiguredBroker(
  config: Config,
  options: Pick<BrokerConnectionOptions, 'name' | 'onEvent'>,
): Promise<BrokerConnection> {
  const { address, tlsFiles } = configuredBroker(config)
  return new BrokerConnection({ ...options, address, ...(address.usesTls && { tls: await readTlsFiles(tlsFiles) }) })
}

async function readTlsFiles({ key, certificate, authority }: TlsFiles): Promise<Record<string, Buffer>> {
  const files = Object.entries({ key, cert: certificate, ca: authority })
  const contents = files.map(async ([name, file]) => (file === null ? [] : [[name, await readFile(file)] as const]))
  return Object.fromEntries((await Promise.all(contents)).flat())
}
