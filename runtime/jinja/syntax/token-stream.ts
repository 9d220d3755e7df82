import type { Place, TemplateSyntaxError } from '../errors.ts'
import { syntaxError } from './lexer/tag-lexer.ts'
import { describe, type Token, type TokenType } from './lexer/tokens.ts'

/** The tokens under a cursor, and where the parser is for error messages. */
export class TokenStream {
  readonly #tokens: readonly Token[]
  #index = 0
  #tag = ''
  #line = 1

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get current(): Token {
    return this.#tokens[this.#index] as Token
  }

  /** The token after the current one; the last one stays. */
  get following(): Token {
    return this.#tokens[Math.min(this.#index + 1, this.#tokens.length - 1)] as Token
  }

  /** Where the tag that is being read stands: the line of its first token, as Jinja2 counts. */
  get place(): Place {
    return { line: this.#line, text: this.#tag }
  }

  next(): Token {
    const token = this.current
    if (token.type !== 'eof') this.#index += 1
    if (token.type === 'begin') {
      this.#tag = token.source
      this.#line = this.current.line
    }
    return token
  }

  is(type: TokenType, value?: string): boolean {
    return this.current.type === type && (value === undefined || this.current.value === value)
  }

  isOperator(value: string): boolean {
    return this.is('operator', value)
  }

  isName(...values: readonly string[]): boolean {
    return this.current.type === 'name' && values.includes(this.current.value)
  }

  /** Moves on when the current token is this one. */
  skip(type: TokenType, value?: string): boolean {
    const isThere = this.is(type, value)
    if (isThere) this.next()
    return isThere
  }

  skipOperator(value: string): boolean {
    return this.skip('operator', value)
  }

  expect(type: TokenType, value?: string): Token {
    if (this.is(type, value)) return this.next()
    const wanted = value ?? type
    throw this.fail(
      this.current.type === 'eof'
        ? `unexpected end of template, expected '${wanted}'`
        : `expected token '${wanted}', got '${describe(this.current)}'`,
    )
  }

  fail(problem: string, line = this.current.line): TemplateSyntaxError {
    return syntaxError(problem, line, this.#tag === '' ? describe(this.current) : this.#tag)
  }
}
