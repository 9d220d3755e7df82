import { type Printable, pythonRepr } from './python-text.ts'

/** YAML as PyYAML's `dump` writes it: block style, sorted keys, quotes only where a text would be read as another type. */
export function yamlText(value: Printable): string {
  return lines(value).join('\n')
}

type Fields = { readonly [key: string]: Printable }

function lines(value: Printable): string[] {
  if (isEmptyOrScalar(value)) return [scalar(value)]
  if (Array.isArray(value)) return value.flatMap(item => nested('- ', lines(item)))
  return Object.entries(value as Fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, item]) => field(scalar(key), item))
}

function field(key: string, value: Printable): string[] {
  if (isEmptyOrScalar(value)) return [`${key}: ${scalar(value)}`]
  // PyYAML does not indent the items of a list within an object.
  return [`${key}:`, ...lines(value).map(line => (Array.isArray(value) ? line : `  ${line}`))]
}

const nested = (mark: string, inner: readonly string[]): string[] =>
  inner.map((line, index) => `${index === 0 ? mark : ' '.repeat(mark.length)}${line}`)

function isEmptyOrScalar(value: Printable): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0
}

function scalar(value: Printable): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return '[]'
  if (typeof value === 'object') return '{}'
  return typeof value === 'string' ? text(value) : pythonRepr(value).toLowerCase()
}

function text(value: string): string {
  if (/\p{Cc}/u.test(value)) return JSON.stringify(value)
  return isPlain(value) ? value : `'${value.replaceAll("'", "''")}'`
}

const OTHER_TYPE =
  /^(?:~|\.\.\.|null|true|false|yes|no|on|off|[-+]?(?:\d[\d_]*|0x[\da-f_]+|0o?[0-7_]+|0b[01_]+)|[-+]?(?:\d[\d_]*)?\.[\d_]*(?:e[-+]?\d+)?|[-+]?\.(?:inf|nan)|\d{4}-\d\d?-\d\d?(?:[Tt ].*)?|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?)$/i

function isPlain(value: string): boolean {
  if (value === '' || value !== value.trim() || OTHER_TYPE.test(value)) return false
  return /^[^-?:,[\]{}#&*!|>'"%@`=<]/.test(value) && !/: |:$| #/.test(value)
}
