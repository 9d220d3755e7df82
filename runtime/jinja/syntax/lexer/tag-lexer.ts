import { TemplateSyntaxError } from '../../errors.ts'
import { unescapeLiteral } from './text-literal.ts'
import type { TagKind, Token, TokenType } from './tokens.ts'

/** Alternatives in the order in which Jinja2 tries them; each is sticky at the cursor. */
const RULES: readonly (readonly [TokenType, RegExp])[] = [
  ['float', /(?<!\.)\d+(?:_\d+)*(?:(?:\.\d+(?:_\d+)*)?[eE][+-]?\d+(?:_\d+)*|\.\d+(?:_\d+)*)/y],
  ['integer', /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y],
  ['name', /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy],
  ['text_literal', /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy],
  ['operator', /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/y],
]

const WHITESPACE = /\s+/y
const ENDS: Readonly<Record<TagKind, RegExp>> = { variable: /-?\}\}/y, block: /[-+]?%\}/y }
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
])

export interface TagResult {
  readonly tokens: readonly Token[]
  /** Where the text after the tag begins. */
  readonly next: number
}

/** Reads the tokens of one `{{ }}` or `{% %}`, from behind its opening mark to its closing mark. */
export function readTag(source: string, { at, line, kind }: { at: number; line: number; kind: TagKind }): TagResult {
  const cursor = new Cursor(source, at, line)
  const tokens: Token[] = []
  const open: string[] = []
  while (cursor.index < source.length) {
    if (cursor.take(WHITESPACE) !== null) continue
    const end = open.length === 0 ? cursor.take(ENDS[kind]) : null
    if (end !== null) {
      tokens.push({ type: 'end', value: kind, line: cursor.line, source: end })
      return { tokens, next: end.startsWith('-') ? skipSpace(source, cursor.index) : cursor.index }
    }
    const token = readToken(cursor)
    balance(token, open)
    tokens.push(token)
  }
  throw syntaxError(unclosed(kind, open), line)
}

/** A syntax error knows its line at once; the text is added by the parser. */
export const syntaxError = (problem: string, line: number, text = ''): TemplateSyntaxError =>
  new TemplateSyntaxError(problem).locate({ line, text })

const unclosed = (kind: TagKind, open: readonly string[]): string => {
  const missing = open.at(-1) ?? (kind === 'block' ? '%}' : '}}')
  return `unexpected end of template, expected '${missing}'`
}

function skipSpace(source: string, index: number): number {
  WHITESPACE.lastIndex = index
  return WHITESPACE.test(source) ? WHITESPACE.lastIndex : index
}

function readToken(cursor: Cursor): Token {
  const line = cursor.line
  for (const [type, pattern] of RULES) {
    const text = cursor.take(pattern)
    if (text !== null) return { type, value: literalValue(type, text, line), line, source: text }
  }
  throw syntaxError(`unexpected char '${cursor.rest().slice(0, 1)}'`, line, cursor.rest().slice(0, 40))
}

function literalValue(type: TokenType, text: string, line: number): string {
  if (type === 'integer' || type === 'float') return text.replaceAll('_', '')
  if (type !== 'text_literal') return text
  try {
    return unescapeLiteral(text.slice(1, -1))
  } catch (error) {
    throw (error as TemplateSyntaxError).locate({ line, text })
  }
}

function balance(token: Token, open: string[]): void {
  if (token.type !== 'operator') return
  const closing = CLOSING.get(token.value)
  if (closing !== undefined) open.push(closing)
  if (!')]}'.includes(token.value)) return
  const expected = open.pop()
  if (expected === token.value) return
  const hint = expected === undefined ? '' : `, expected '${expected}'`
  throw syntaxError(`unexpected '${token.value}'${hint}`, token.line, token.value)
}

/** A place in the source that counts lines as it moves. */
class Cursor {
  index: number
  line: number
  readonly #source: string

  constructor(source: string, index: number, line: number) {
    this.#source = source
    this.index = index
    this.line = line
  }

  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.index
    const match = pattern.exec(this.#source)
    if (match === null) return null
    this.index += match[0].length
    this.line += countLines(match[0])
    return match[0]
  }

  rest(): string {
    return this.#source.slice(this.index)
  }
}

export function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}
