import { errors, jwtVerify, SignJWT } from 'jose'
import type { User } from '../../db/user.ts'
import { signingSecret } from '../file-tokens.ts'
import type { ServerParts } from '../route.ts'
import { passwordMark, userOfMark } from './password-mark.ts'

/** Airflow 3's [api_auth] jwt_expiration_time. */
const HOLDS_S = 24 * 3600
const AUDIENCE = 'slipstream-api'

/** Tokens for programs that shall not keep a password (JSON Web Tokens, RFC 7519), signed with the cluster's secret_key. */
export class BearerTokens {
  readonly #parts: ServerParts
  readonly #key: Uint8Array

  constructor(parts: ServerParts) {
    this.#parts = parts
    this.#key = Buffer.from(`bearer\u0000${signingSecret(parts.config)}`)
  }

  /** Holds for a day, on every webserver of the cluster. */
  sign({ id, passwordHash }: User): Promise<string> {
    const nowS = Math.floor(this.#parts.clock() / 1000)
    return new SignJWT({ mark: passwordMark(passwordHash) })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(String(id))
      .setAudience(AUDIENCE)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + HOLDS_S)
      .sign(this.#key)
  }

  /** Null for a token that is not ours, too old, or of a user who has another password or is not active by now. */
  async userOf(authorization: string): Promise<User | null> {
    const token = authorization.replace(/^Bearer +/i, '').trim()
    const options = { audience: AUDIENCE, algorithms: ['HS256'], currentDate: new Date(this.#parts.clock()) }
    const verified = await jwtVerify(token, this.#key, options).catch(nullIfRefused)
    if (verified === null) return null
    const { sub, mark } = verified.payload
    return userOfMark(this.#parts.database.kysely, Number(sub), mark)
  }
}

function nullIfRefused(error: unknown): null {
  if (error instanceof errors.JOSEError) return null
  throw error
}
