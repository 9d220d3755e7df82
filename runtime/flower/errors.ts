import { SlipstreamError } from '../model/errors.ts'

/** Flower cannot have the address that it should listen on. */
export class FlowerAddressUnusable extends SlipstreamError {
  override readonly name = 'FlowerAddressUnusable'

  constructor(address: string, options: { readonly cause: unknown }) {
    const { code = 'unknown error' } = options.cause as NodeJS.ErrnoException
    super(`Flower cannot listen on ${address} (${code}): ${ADVICE[code] ?? DEFAULT_ADVICE}`, options)
  }
}

const DEFAULT_ADVICE = 'check [celery] flower_host and flower_port'
const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there. Stop it, or set another port: airflow celery flower --port PORT',
  EACCES: 'ports below 1024 need privileges. Set another one: airflow celery flower --port PORT',
  EADDRNOTAVAIL: 'this machine does not have that address. Correct [celery] flower_host, e.g. 0.0.0.0',
}

/** An option of flower, from the command line, airflow.cfg or the file of `--flower-conf`, has a value of the wrong form. */
export class FlowerOptionInvalid extends SlipstreamError {
  override readonly name = 'FlowerOptionInvalid'

  constructor(option: string, expected: string, options?: ErrorOptions) {
    super(`Flower's ${option} is not usable: expected ${expected}`, options)
  }
}

/** A line of the `--flower-conf` file that we cannot follow; in Flower it is a Python program. */
export class FlowerConfUnreadable extends SlipstreamError {
  override readonly name = 'FlowerConfUnreadable'

  constructor(place: string, { problem, cause }: { readonly problem: string; readonly cause?: unknown }) {
    super(`Cannot use ${place}: ${problem}`, { cause })
  }
}

/** A search of tasks that has a term of the wrong form. */
export class BadSearch extends SlipstreamError {
  override readonly name = 'BadSearch'
}

/** RabbitMQ's management API did not give what we asked for. */
export class ManagementApiFailed extends SlipstreamError {
  override readonly name = 'ManagementApiFailed'

  constructor(place: string, reason: string, options?: ErrorOptions) {
    super(`The management API of RabbitMQ at ${place} failed: ${reason}. Check --broker-api and its user`, options)
  }
}
