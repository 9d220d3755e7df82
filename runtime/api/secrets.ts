import type { Config } from '../config/config.ts'
import { createFernet, type Fernet } from '../db/fernet.ts'
import { type IsSensitive, MASK, redactJson, restoreMasked } from '../service/redact.ts'
import { isSensitiveName } from '../service/secret-masker.ts'
import { Problem } from './problem.ts'

/** What encrypts variables and connections in the database. */
export const fernetOf = (config: Config): Fernet => createFernet(config.string('core', 'fernet_key'))

/** Which names stand for secrets ([core] sensitive_var_conn_names adds words). */
export function sensitiveNames(config: Config): IsSensitive {
  const words = config.list('core', 'sensitive_var_conn_names')
  return name => isSensitiveName(name, words)
}

/** The same for what the API shows: none, unless [core] hide_sensitive_var_conn_fields says to hide them. */
export const hiddenNames = (config: Config): IsSensitive =>
  config.boolean('core', 'hide_sensitive_var_conn_fields') ? sensitiveNames(config) : () => false

/** A text as the API shows it: `***` under a sensitive name, else without the secrets within its JSON. */
export function shownText(name: string, text: string, isHidden: IsSensitive): string {
  return isHidden(name) && text !== '' ? MASK : (redactJson(text, isHidden) ?? text)
}

/** Whether a text is a mask, or JSON that may hold one. */
export const hasMask = (text: string): boolean => text === MASK || text.includes(`"${MASK}"`)

/** What cannot be decrypted cannot be kept in a new form. */
export const unreadable = (field: string): Problem =>
  new Problem(409, {
    detail: `What is stored cannot be decrypted. Enter it again, or put the key it was written with into [core] fernet_key - '${field}'`,
  })

/** What a client that changes something sends back without having seen the secrets: they stay what they were. */
export function withSecretsOf(text: string, before: string | null): string {
  if (text === MASK) return before ?? text
  if (!hasMask(text) || before === null) return text
  const [sent, known] = [jsonOf(text), jsonOf(before)]
  return sent === undefined || known === undefined ? text : JSON.stringify(restoreMasked(sent, known))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}
