/** What Python's str methods take as whitespace; JavaScript's \s differs at the edges. */
const WHITESPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

export const WHITESPACE_RUN = new RegExp(`[${WHITESPACE}]+`, 'g')
export const ONLY_WHITESPACE = new RegExp(`^[${WHITESPACE}]+$`)

const isSpace = new RegExp(`[${WHITESPACE}]`)
const isWhitespace = (character: string): boolean => isSpace.test(character)

const BREAKS = '\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029'
const LINE_BREAK = new RegExp(`\\r\\n|[${BREAKS}]`, 'g')

/** Python's str.splitlines(): a line break at the end starts no further line. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines: string[] = []
  let start = 0
  for (const match of text.matchAll(LINE_BREAK)) {
    const end = match.index + match[0].length
    lines.push(text.slice(start, keepEnds ? end : match.index))
    start = end
  }
  if (start < text.length) lines.push(text.slice(start))
  return lines
}

export interface Sides {
  readonly left: boolean
  readonly right: boolean
}

/** Python's strip(): without `characters`, whitespace. Walks from the ends, so that long text costs no backtracking. */
export function strip(text: string, characters: string | null, sides: Sides = { left: true, right: true }): string {
  const units = characters === null ? null : new Set(characters)
  const isStripped = (character: string): boolean => (units === null ? isWhitespace(character) : units.has(character))
  let start = 0
  let end = text.length
  while (sides.left && start < end && isStripped(characterAt(text, start))) start += characterAt(text, start).length
  while (sides.right && start < end && isStripped(characterBefore(text, end))) end -= characterBefore(text, end).length
  return text.slice(start, end)
}

const characterAt = (text: string, index: number): string => String.fromCodePoint(text.codePointAt(index) as number)

function characterBefore(text: string, end: number): string {
  const pair = end >= 2 ? characterAt(text, end - 2) : ''
  return pair.length === 2 ? pair : text.charAt(end - 1)
}
