import { ApiError } from '../api/client.ts'

/** What was wrong with a form, and the field that has to change, where one is to blame. */
export interface Problem {
  readonly field: string | null
  readonly message: string
}

/** What a form finds wrong before it asks the server. */
export class FieldError extends Error {
  override readonly name = 'FieldError'
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/**
 * Reads which field the server's words name: "… - 'port'", "'host' is a required property", "{'zzz': ['…']}". What is
 * there already (409) is blamed on `takenField`.
 */
export function problemOf(error: Error, takenField: string | null): Problem {
  const { message } = error
  if (error instanceof FieldError) return { field: error.field, message }
  for (const pattern of PATTERNS) {
    const { field = null, text = message } = pattern.exec(message)?.groups ?? {}
    if (field !== null) return { field: field.split('.')[0] ?? field, message: text }
  }
  return { field: error instanceof ApiError && error.status === 409 ? takenField : null, message }
}

const PATTERNS: readonly RegExp[] = [
  /^(?<text>.*) - '(?<field>[\w.]+)'$/s,
  /^(?<text>'(?<field>\w+)' is a required property)$/,
  /^\{'(?<field>[\w.]+)': \['(?<text>.*)'\]\}$/,
]
