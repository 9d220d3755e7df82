import { signingSecret } from '../../api/file-tokens.ts'
import { readToken, signToken, type TokenKey } from '../../api/signed-token.ts'
import type { Config } from '../../config/config.ts'

/** What became of an action, for the page that follows it. */
export interface Notice {
  readonly isDone: boolean
  readonly message: string
}

/** Notices travel in the address; they are signed, so that no link can put words into our mouth. */
export interface Notices {
  sign(notice: Notice): string
  /** Null for what we did not write. */
  read(token: string | undefined): Notice | null
}

export function notices(config: Config): Notices {
  const key: TokenKey = { secret: signingSecret(config), purpose: 'flower_notice' }
  return {
    sign: ({ isDone, message }) => signToken({ isDone, message }, key),
    read: token => (token === undefined ? null : ((readToken(token, key) as Notice | undefined) ?? null)),
  }
}
