/** Python's `str` of a JSON value, as Airflow's API shows XComs. */
export const pythonStr = (value: unknown): string => (typeof value === 'string' ? value : pythonRepr(value))

/** Python's `repr` of a JSON value: `{'a': [1, None, True]}`. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  const entries = Object.entries(value).map(([key, each]) => `${quoted(key)}: ${pythonRepr(each)}`)
  return `{${entries.join(', ')}}`
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  return `${quote}${text.replace(UNPRINTABLE, character => escaped(character, quote))}${quote}`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Python escapes
const UNPRINTABLE = /[\\'"\u0000-\u001f\u007f-\u00a0\u00ad]/g

const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escaped(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`
  if (character === "'" || character === '"') return character
  return SHORT[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}
