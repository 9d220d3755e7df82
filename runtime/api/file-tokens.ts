import { randomBytes } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { readToken, signToken } from './signed-token.ts'

/** Names a DAG file to clients that shall not ask for any other file (Airflow's file_token). */
export interface FileTokens {
  sign(fileloc: string): string
  /** Null for a token that is not ours. */
  read(token: string): string | null
}

export function fileTokens(config: Config): FileTokens {
  const key = { secret: signingSecret(config), purpose: 'file_token' }
  return {
    sign: fileloc => signToken(fileloc, key),
    read: token => (readToken(token, key) as string | undefined) ?? null,
  }
}

/** Without a secret_key tokens hold as long as the process. */
export const signingSecret = (config: Config): string => config.optional('webserver', 'secret_key') ?? PROCESS_SECRET

const PROCESS_SECRET = randomBytes(32).toString('base64')
