/** Decides by a name whether what it names is a secret, e.g. `SecretMasker.isSensitive`. */
export type IsSensitive = (name: string) => boolean

export const MASK = '***'

/** A JSON value with its secrets as `***`: what stands under a sensitive name, also within texts that are JSON. */
export function redact(value: unknown, isSensitive: IsSensitive): unknown {
  if (typeof value === 'string') return redactJson(value, isSensitive) ?? value
  if (Array.isArray(value)) return value.map(each => redact(each, isSensitive))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      isSensitive(name) && isFilled(each) ? MASK : redact(each, isSensitive),
    ]),
  )
}

/** The same for text: null where it is no JSON object or list. A text that holds no secret stays as it is. */
export function redactJson(text: string, isSensitive: IsSensitive): string | null {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null) return null
  const clear = JSON.stringify(value)
  const masked = JSON.stringify(redact(value, isSensitive))
  return masked === clear ? text : masked
}

/** A secret that was masked and came back keeps its place: what is `***` is taken from what was there before. */
export function restoreMasked(value: unknown, before: unknown): unknown {
  if (value === MASK) return before ?? value
  if (typeof value !== 'object' || value === null) return value
  const known = (typeof before === 'object' && before !== null ? before : {}) as Readonly<Record<string, unknown>>
  if (Array.isArray(value)) return value.map((each, index) => restoreMasked(each, known[index]))
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, restoreMasked(each, known[name])]))
}

const isFilled = (value: unknown): boolean => value !== null && value !== ''

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return null
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return null
  }
}
