import { TemplateSyntaxError } from '../../errors.ts'

const ESCAPE = /\\(\r\n|[\n\\'"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/g
const SINGLE: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\r\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])

/** The value of a quoted literal's inside, with Python's escapes; unknown ones keep their backslash. */
export function unescapeLiteral(text: string): string {
  if (!text.includes('\\')) return text
  if (/(?:^|[^\\])(?:\\\\)*\\[xuU](?![0-9a-fA-F]{2})/.test(text)) {
    throw new TemplateSyntaxError('Cannot read an escape such as \\x41 or \\u0041: hexadecimal digits are missing')
  }
  return text.replace(ESCAPE, (_, body: string) => SINGLE.get(body) ?? characterOf(body))
}

const characterOf = (body: string): string =>
  String.fromCodePoint(/^[xuU]/.test(body) ? Number.parseInt(body.slice(1), 16) : Number.parseInt(body, 8))
