import { TemplateError, TemplateSyntaxError } from '../errors.ts'
import { parseExpression } from './expressions/expression.ts'
import { parseTuple } from './expressions/primary.ts'
import { tokenize } from './lexer/lexer.ts'
import type { BlockStatement, Body, Statement, Template } from './nodes.ts'
import type { ParserContext } from './parser-context.ts'
import { STATEMENTS } from './statements/statement.ts'
import { TokenStream } from './token-stream.ts'

/** Text to tree; throws TemplateSyntaxError with the line. */
export function parseTemplate(source: string): Template {
  const stream = new TokenStream(tokenize(source))
  const blocks = new Map<string, BlockStatement>()
  const context: ParserContext = { stream, parseExpression, parseBody, reads: [], blocks }
  try {
    return { body: parseBody(context, []).body, blocks }
  } catch (error) {
    throw error instanceof RangeError ? tooDeep(stream, error) : located(stream, error)
  }
}

const located = (stream: TokenStream, error: unknown): unknown =>
  error instanceof TemplateError ? error.locate(stream.place) : error

/** Brackets or blocks within each other, thousands deep. */
const tooDeep = (stream: TokenStream, cause: RangeError): TemplateSyntaxError =>
  new TemplateSyntaxError('The template is nested too deeply', { cause }).locate(stream.place)

function parseBody(context: ParserContext, endTags: readonly string[]): { body: Body; endTag: string } {
  const { stream } = context
  const body: Statement[] = []
  for (;;) {
    if (stream.is('eof')) return { body, endTag: requireNoEndTag(context, endTags) }
    if (stream.is('text')) body.push({ type: 'text', text: stream.next().value })
    else if (stream.next().value === 'variable') body.push(parseOutput(context))
    else if (stream.isName(...endTags)) return { body, endTag: stream.next().value }
    else body.push(parseStatement(context, endTags))
  }
}

function requireNoEndTag({ stream }: ParserContext, endTags: readonly string[]): string {
  if (endTags.length === 0) return ''
  throw stream.fail(`Unexpected end of template. Jinja was looking for the following tags: '${endTags.join("' or '")}'`)
}

function parseOutput(context: ParserContext): Statement {
  const place = context.stream.place
  const expression = parseTuple(context)
  context.stream.expect('end', 'variable')
  return { type: 'output', expression, place }
}

function parseStatement(context: ParserContext, endTags: readonly string[]): Statement {
  const { stream } = context
  if (!stream.is('name')) throw stream.fail('tag name expected')
  const name = stream.current.value
  const parse = STATEMENTS.get(name)
  if (parse === undefined) throw stream.fail(unknownTag(name, endTags))
  stream.next()
  return parse(context)
}

function unknownTag(name: string, endTags: readonly string[]): string {
  const expected = endTags.length === 0 ? '' : ` Jinja was looking for the following tags: '${endTags.join("' or '")}'`
  return `Encountered unknown tag '${name}'.${expected}`
}
