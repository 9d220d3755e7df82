import { float, int } from '../../values/numbers.ts'
import { Tuple } from '../../values/python-types.ts'
import { describe } from '../lexer/tokens.ts'
import type { Expression } from '../nodes.ts'
import { noteRead, type ParserContext } from '../parser-context.ts'

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
])

/** A literal, a name, or an expression in brackets. */
export function parsePrimary(context: ParserContext): Expression {
  const { stream } = context
  switch (stream.current.type) {
    case 'name':
      return parseName(context)
    case 'text_literal':
      return parseText(context)
    case 'integer':
      return { type: 'literal', value: int(Number(stream.next().value)) }
    case 'float':
      return { type: 'literal', value: float(Number(stream.next().value)) }
    default:
      return parseBracketed(context)
  }
}

/** One expression, or a tuple where a comma follows. */
export function parseTuple(context: ParserContext, parseItem = context.parseExpression): Expression {
  const first = parseItem(context)
  return context.stream.isOperator(',') ? tupleFrom(context, first, parseItem) : first
}

function tupleFrom(
  context: ParserContext,
  first: Expression,
  parseItem: (context: ParserContext) => Expression,
): Expression {
  const items = [first]
  while (context.stream.skipOperator(',')) {
    if (isTupleEnd(context)) break
    items.push(parseItem(context))
  }
  return { type: 'tuple', items }
}

const isTupleEnd = ({ stream }: ParserContext): boolean =>
  stream.is('end') || stream.isOperator(')') || stream.isOperator(']') || stream.isName('in')

function parseName(context: ParserContext): Expression {
  const name = context.stream.next().value
  const constant = CONSTANTS.get(name)
  if (constant !== undefined) return { type: 'literal', value: constant }
  noteRead(context, name)
  return { type: 'name', name }
}

/** Texts that stand side by side are one. */
function parseText({ stream }: ParserContext): Expression {
  let value = stream.next().value
  while (stream.is('text_literal')) value += stream.next().value
  return { type: 'literal', value }
}

function parseBracketed(context: ParserContext): Expression {
  const { stream } = context
  if (stream.skipOperator('(')) return parseParentheses(context)
  if (stream.skipOperator('[')) return { type: 'list', items: parseItems(context, ']') }
  if (stream.skipOperator('{')) return parseDict(context)
  throw stream.fail(
    stream.is('end')
      ? `Expected an expression, got '${describe(stream.current)}'`
      : `unexpected '${describe(stream.current)}'`,
  )
}

function parseParentheses(context: ParserContext): Expression {
  if (context.stream.skipOperator(')')) return { type: 'literal', value: new Tuple([]) }
  const inside = parseTuple(context)
  context.stream.expect('operator', ')')
  return inside
}

function parseItems(context: ParserContext, closing: string): Expression[] {
  const items: Expression[] = []
  while (!context.stream.skipOperator(closing)) {
    if (items.length > 0) {
      context.stream.expect('operator', ',')
      if (context.stream.skipOperator(closing)) break
    }
    items.push(context.parseExpression(context))
  }
  return items
}

function parseDict(context: ParserContext): Expression {
  const { stream } = context
  const entries: [Expression, Expression][] = []
  while (!stream.skipOperator('}')) {
    if (entries.length > 0) {
      stream.expect('operator', ',')
      if (stream.skipOperator('}')) break
    }
    const key = context.parseExpression(context)
    stream.expect('operator', ':')
    entries.push([key, context.parseExpression(context)])
  }
  return { type: 'dict', entries }
}
