import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import type { BrokerAddress } from '../../../runtime/queue/broker/broker-url.ts'
import { script } from '../../../stacks/provider/shell.ts'
import { DoctorError } from '../errors.ts'
import type { Patient } from '../patient.ts'
import { type AmqpAnswer, openVhost } from './amqp.ts'
import type { Settings } from './settings.ts'

/** How the broker takes a login, or why it does not come to that. */
export type BrokerLogin =
  | AmqpAnswer
  | { readonly kind: 'unreachable'; readonly message: string }
  /** TLS is not agreed upon; the code is that of Node.js. */
  | { readonly kind: 'insecure'; readonly code: string; readonly message: string }

/** What a client shows and asks of a broker behind TLS: texts in PEM. */
export type TlsTexts = Readonly<Partial<Record<'key' | 'cert' | 'ca', string>>>

/** The files that airflow.cfg of a host names. @throws DoctorError where one cannot be read */
export async function readTlsTexts(patient: Patient, { brokerTls }: Settings): Promise<TlsTexts> {
  const { sslKey: key, sslCert: cert, sslCacert: ca } = brokerTls
  const paths = Object.entries({ key, cert, ca }).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const looks = await patient.look(Object.fromEntries(paths.map(([name, path]) => [name, script('cat "$1"', path)])))
  return Object.fromEntries(
    paths.map(([name, path]) => {
      const { status, output } = looks[name] as { readonly status: number; readonly output: string }
      if (status !== 0) throw new DoctorError(`${path}, which [celery] names for TLS, cannot be read: ${output}`)
      return [name, output]
    }),
  )
}

/** From the host, as its programs do. @param tls null where the broker is reached in the clear */
export async function logIn(patient: Patient, address: BrokerAddress, tls: TlsTexts | null): Promise<BrokerLogin> {
  const place = { address: address.host, port: address.port }
  try {
    return await patient.host.forward(place, async stream => {
      if (tls === null) return openVhost(stream, address)
      const secured = await secure(stream, address, tls)
      return secured instanceof Error ? insecure(secured) : openVhost(secured, address)
    })
  } catch (error) {
    return { kind: 'unreachable', message: (error as Error).message }
  }
}

/** An address of digits is no name that a server could be asked for, but a certificate may be made out to it. */
function secure(socket: Duplex, { host }: BrokerAddress, tls: TlsTexts): Promise<Duplex | Error> {
  const { promise, resolve } = Promise.withResolvers<Duplex | Error>()
  const secured = connect({ ...tls, socket, host, servername: isIP(host) === 0 ? host : '' })
  const patience = setTimeout(() => secured.destroy(new Error(`no TLS within ${HANDSHAKE_MS / 1000} s`)), HANDSHAKE_MS)
  secured.once('secureConnect', () => resolve(secured))
  secured.on('error', resolve)
  secured.once('close', () => resolve(new Error('the broker hung up')))
  return promise.finally(() => clearTimeout(patience))
}

const HANDSHAKE_MS = 10_000

const insecure = (error: NodeJS.ErrnoException): BrokerLogin => ({
  kind: 'insecure',
  code: error.code ?? '',
  message: error.message,
})
