import { SlipstreamError } from '../../model/errors.ts'
import { type Check, PATIENCE_MS } from './check.ts'

class HttpRefused extends SlipstreamError {
  override readonly name = 'HttpRefused'
}

/** Any answer below 400 will do (Airflow's HttpHook.test_connection asks for the base URL). */
export const checkHttp: Check = async ({ connType, host, port, schema, login, password }) => {
  const url = new URL(host?.includes('://') ? host : `${schema || connType}://${host ?? ''}`)
  if (port !== null) url.port = String(port)
  const headers = login ? { authorization: basic(login, password ?? '') } : {}
  const response = await fetch(url, { method: 'HEAD', headers, signal: AbortSignal.timeout(PATIENCE_MS) })
  if (response.status >= 400) throw new HttpRefused(`${response.status}:${response.statusText}`)
  return `Connection successfully tested: ${url.host} answers with ${response.status}`
}

const basic = (login: string, password: string): string =>
  `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`
