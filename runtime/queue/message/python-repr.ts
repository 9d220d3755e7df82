import type { JsonValue } from '../../model/keys.ts'

/** Python's `repr` of a JSON value, as Celery shows the arguments of a task. */
export function pythonRepr(value: JsonValue): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return stringRepr(value)
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`
  const items = Object.entries(value).map(([key, item]) => `${stringRepr(key)}: ${pythonRepr(item)}`)
  return `{${items.join(', ')}}`
}

/** How Python shows an exception with one message: `KeyError('nosuch')`. */
export const exceptionRepr = (name: string, message: string): string => `${name}(${stringRepr(message)})`

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)

const SHORT_ESCAPES = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

// Python escapes what Unicode calls other (C*) or separator (Z*), except the space.
function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replace(/[\\'"]|[\p{C}\p{Z}]/gu, character => {
    if (character === ' ') return character
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character
    return SHORT_ESCAPES.get(character) ?? codePointEscape(character.codePointAt(0) as number)
  })
  return `${quote}${escaped}${quote}`
}

function codePointEscape(code: number): string {
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  if (code <= 0xffff) return `\\u${hex.padStart(4, '0')}`
  return `\\U${hex.padStart(8, '0')}`
}
