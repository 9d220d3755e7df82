import i18next from 'i18next'
import { isJsonObject } from '../form/json.ts'

/** A configuration as it is typed. @throws Error that says what is wrong with it */
export function confOf(text: string): Readonly<Record<string, unknown>> {
  const value = parsed(text)
  if (isJsonObject(value)) return value
  throw new Error(i18next.t('trigger.badJson', { problem: text.slice(0, 40) }))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.trim() === '' ? '{}' : text)
  } catch (error) {
    throw new Error(i18next.t('trigger.badJson', { problem: (error as Error).message }), { cause: error })
  }
}

/** The configuration, or null while it is no JSON object. */
export function confIfValid(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return confOf(text)
  } catch {
    return null
  }
}

export type FieldKind = 'boolean' | 'number' | 'string' | 'json'

/** How a param is asked for; it follows from the value that the DAG file gives it. */
export function fieldKind(value: unknown): FieldKind {
  const kind = typeof value
  return kind === 'boolean' || kind === 'number' || kind === 'string' ? kind : 'json'
}
