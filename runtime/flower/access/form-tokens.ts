import { signingSecret } from '../../api/file-tokens.ts'
import { Problem } from '../../api/problem.ts'
import { readToken, signToken, type TokenKey } from '../../api/signed-token.ts'
import type { Config } from '../../config/config.ts'
import type { Clock } from '../../service/clock.ts'
import type { Visitor } from './access.ts'

/** Marks the forms of our own pages: their token is bound to the user, and holds for half a day. */
export interface FormTokens {
  sign(visitor: Visitor): string
  /** @throws Problem 403 */
  check(token: unknown, visitor: Visitor): void
}

const HOLDS_MS = 12 * 3_600_000

export function formTokens(config: Config, clock: Clock): FormTokens {
  const key: TokenKey = { secret: signingSecret(config), purpose: 'flower_form' }
  return {
    sign: ({ username }) => signToken([username, clock() + HOLDS_MS], key),
    check(token, { username }) {
      const [user, untilMs] = (readToken(String(token), key) ?? []) as [string?, number?]
      if (user !== username || untilMs === undefined || untilMs < clock())
        throw new Problem(403, { detail: 'The form is too old, or of somebody else. Load its page again' })
    },
  }
}
