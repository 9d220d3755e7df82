import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { isoFormat } from '../model/time.ts'

/** Whose token: it opens one file, named relative to base_log_folder with slashes. */
export interface LogRequest {
  readonly filename: string
  readonly nowMs: number
}

export type LogTokenProblem =
  | 'no_token'
  | 'not_a_token'
  | 'wrong_signature'
  | 'wrong_audience'
  | 'no_times'
  | 'expired'
  | 'not_yet_valid'
  | 'wrong_file'

/** `reason` is one line for the person who wanted the log. */
export type LogTokenVerdict =
  | { readonly isValid: true }
  | { readonly isValid: false; readonly problem: LogTokenProblem; readonly reason: string }

/** Seconds that a token holds; Airflow reads the option without listing it. */
export const logTokenSeconds = (config: Config): number => config.integer('webserver', 'log_request_clock_grace')

const DEFAULT_SECONDS = 30

/** The JWT with which a webserver asks a worker for a log (Airflow 2.x: JWTSigner with HS512 and [webserver] secret_key). */
export function signLogToken(secret: string, { filename, nowMs, seconds = DEFAULT_SECONDS }: SigningRequest): string {
  const nowSec = Math.floor(nowMs / 1000)
  const claims = { aud: AUDIENCE, iat: nowSec, nbf: nowSec, exp: nowSec + seconds, filename }
  const content = `${encode({ alg: 'HS512', typ: 'JWT' })}.${encode(claims)}`
  return `${content}.${signatureOf(content, secret).toString('base64url')}`
}

export interface SigningRequest extends LogRequest {
  readonly seconds?: number
}

/** Whether `token` opens that file now. The signature is looked at first: strangers learn nothing about the claims. */
export function verifyLogToken(secret: string, token: string, request: LogRequest): LogTokenVerdict {
  if (token === '') return invalid('no_token', 'the request has no token in its Authorization header')
  const [header = '', payload = '', signature = '', ...rest] = token.split('.')
  if (rest.length > 0 || decode(header)?.['alg'] !== 'HS512')
    return invalid('not_a_token', 'the Authorization header is not a JWT signed with HS512')
  if (!isSame(Buffer.from(signature, 'base64url'), signatureOf(`${header}.${payload}`, secret)))
    return invalid(
      'wrong_signature',
      'the signature is wrong: [webserver] secret_key differs between the two hosts. Set the same one on all hosts and restart',
    )
  return verdictOf(decode(payload) ?? {}, request)
}

const AUDIENCE = 'task-instance-logs'

/** Airflow lets clocks differ by this much on top of the token's own time (JWTSigner's leeway_in_seconds). */
const LEEWAY_SEC = 5

type Claims = Readonly<Record<string, unknown>>

const invalid = (problem: LogTokenProblem, reason: string): LogTokenVerdict => ({ isValid: false, problem, reason })

function verdictOf(claims: Claims, { filename, nowMs }: LogRequest): LogTokenVerdict {
  const { aud, iat, nbf, exp } = claims
  if (!(Array.isArray(aud) ? aud : [aud]).includes(AUDIENCE))
    return invalid('wrong_audience', `the token is meant for ${JSON.stringify(aud)}, not for '${AUDIENCE}'`)
  if (!isNumber(iat) || !isNumber(nbf) || !isNumber(exp)) return invalid('no_times', 'the token lacks iat, nbf or exp')
  const nowSec = nowMs / 1000
  const earlySec = Math.max(iat, nbf) - nowSec
  if (earlySec > LEEWAY_SEC) return invalid('not_yet_valid', skew(`is valid only in ${Math.ceil(earlySec)} s`, nowMs))
  const lateSec = nowSec - exp
  if (lateSec >= LEEWAY_SEC) return invalid('expired', skew(`expired ${Math.floor(lateSec)} s ago`, nowMs))
  if (claims['filename'] !== filename) return invalid('wrong_file', 'the token is for another file')
  return { isValid: true }
}

const skew = (what: string, nowMs: number): string =>
  `the token ${what} by the clock of the host that has the log (${isoFormat(nowMs)}): the clocks of the two hosts differ. Synchronise them, e.g. with chrony`

const isNumber = (value: unknown): value is number => typeof value === 'number'

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function decode(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' ? (value as Claims | null) : null
  } catch {
    return null
  }
}

const signatureOf = (content: string, secret: string): Buffer => createHmac('sha512', secret).update(content).digest()

const isSame = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected)
