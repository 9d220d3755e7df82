export type TokenType = 'text' | 'begin' | 'end' | 'name' | 'text_literal' | 'integer' | 'float' | 'operator' | 'eof'

/** `begin` and `end` have the tag's kind as their value: `variable` or `block`. */
export interface Token {
  readonly type: TokenType
  readonly value: string
  readonly line: number
  /** Of a `begin` token: the whole tag as it is written. */
  readonly source: string
}

export type TagKind = 'variable' | 'block'

/** How Jinja2 names a token in its messages. */
export function describe(token: Token): string {
  if (token.type === 'begin') return `begin of ${token.value === 'block' ? 'statement block' : 'print statement'}`
  if (token.type === 'end') return `end of ${token.value === 'block' ? 'statement block' : 'print statement'}`
  if (token.type === 'eof') return 'end of template'
  return token.type === 'text' ? 'template data / text' : token.value
}
