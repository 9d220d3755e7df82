import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import type { Advice } from '../finding.ts'
import { deployAgain } from './deploy.ts'

/** What to do where TLS with the broker fails. @param code as Node.js names the reason */
export function tlsFix(code: string, stack: StackConfig): Advice {
  const then = deployAgain(stack).advice
  return { advice: `${ADVICE[code] ?? TRUST}. Then, ${then}` }
}

const TRUST =
  "put the certificate of the authority that signed the broker's into a file on every host, and say where: slipstream:airflow.config, celery.ssl_cacert"

const ADVICE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "renew the broker's certificate, and restart the broker",
  CERT_NOT_YET_VALID: "see whether clocks are right: the broker's certificate is for later",
  ERR_TLS_CERT_ALTNAME_INVALID: 'name the broker as its certificate does: slipstream:broker.address',
  ERR_SSL_WRONG_VERSION_NUMBER:
    "that port speaks no TLS. Name RabbitMQ's port for TLS (slipstream:broker.port, 5671 as a rule), or leave out celery.ssl_active",
}
