import { createHmac, timingSafeEqual } from 'node:crypto'
import type { JsonValue } from '../model/keys.ts'

/** `payload.signature`, which the client can read but not make. `purpose` keeps tokens of one kind out of others. */
export function signToken(value: JsonValue, { secret, purpose }: TokenKey): string {
  const payload = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${payload}.${signature(payload, { secret, purpose }).toString('base64url')}`
}

/** Undefined for a token that was not signed with this key. */
export function readToken(token: string, key: TokenKey): JsonValue | undefined {
  const [payload = '', given = ''] = token.split('.')
  const expected = signature(payload, key)
  const actual = Buffer.from(given, 'base64url')
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return undefined
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as JsonValue
}

export interface TokenKey {
  /** [webserver] secret_key. */
  readonly secret: string
  readonly purpose: string
}

const signature = (payload: string, { secret, purpose }: TokenKey): Buffer =>
  createHmac('sha256', `${purpose}\u0000${secret}`).update(payload).digest()
