import type { Arguments, Expression, NamedCall } from '../nodes.ts'
import type { ParserContext } from '../parser-context.ts'
import { parsePrimary } from './primary.ts'

/** Attributes, elements and calls behind an expression. */
export function parsePostfix(context: ParserContext, target: Expression): Expression {
  const { stream } = context
  let expression = target
  for (;;) {
    if (stream.skipOperator('.')) expression = parseAttribute(context, expression)
    else if (stream.skipOperator('[')) expression = parseSubscript(context, expression)
    else if (stream.isOperator('(')) expression = { type: 'call', callee: expression, args: parseArguments(context) }
    else return expression
  }
}

/** Filters and tests behind an expression, and calls of what they give. */
export function parseFilters(context: ParserContext, target: Expression): Expression {
  const { stream } = context
  let expression = target
  for (;;) {
    if (stream.skipOperator('|')) expression = { type: 'filter', target: expression, call: parseNamedCall(context) }
    else if (stream.skip('name', 'is')) expression = parseTest(context, expression)
    else if (stream.isOperator('(')) expression = { type: 'call', callee: expression, args: parseArguments(context) }
    else return expression
  }
}

/** `a | b | c` of a filter block or a set block, without a target. */
export function parseFilterChain(context: ParserContext): NamedCall[] {
  const calls = [parseNamedCall(context)]
  while (context.stream.skipOperator('|')) calls.push(parseNamedCall(context))
  return calls
}

const NO_ARGUMENTS: Arguments = { positional: [], named: [], rest: null, namedRest: null }

function parseNamedCall(context: ParserContext): NamedCall {
  const name = parseDottedName(context)
  return { name, args: context.stream.isOperator('(') ? parseArguments(context) : NO_ARGUMENTS }
}

function parseDottedName({ stream }: ParserContext): string {
  let name = stream.expect('name').value
  while (stream.skipOperator('.')) name += `.${stream.expect('name').value}`
  return name
}

function parseAttribute({ stream }: ParserContext, target: Expression): Expression {
  if (!stream.is('integer')) return { type: 'attribute', target, name: stream.expect('name').value }
  return { type: 'element', target, key: { type: 'literal', value: Number(stream.next().value) } }
}

function parseSubscript(context: ParserContext, target: Expression): Expression {
  const { stream } = context
  const start = stream.isOperator(':') ? null : context.parseExpression(context)
  const expression = stream.isOperator(':')
    ? parseSlice(context, target, start)
    : ({ type: 'element', target, key: restOfKey(context, start as Expression) } as const)
  stream.expect('operator', ']')
  return expression
}

function restOfKey(context: ParserContext, first: Expression): Expression {
  const items = [first]
  while (context.stream.skipOperator(',')) items.push(context.parseExpression(context))
  return items.length === 1 ? first : { type: 'tuple', items }
}

function parseSlice(context: ParserContext, target: Expression, start: Expression | null): Expression {
  context.stream.expect('operator', ':')
  const stop = parseBound(context)
  const step = context.stream.skipOperator(':') ? parseBound(context) : null
  return { type: 'slice', target, start, stop, step }
}

const parseBound = (context: ParserContext): Expression | null =>
  context.stream.isOperator(':') || context.stream.isOperator(']') ? null : context.parseExpression(context)

function parseTest(context: ParserContext, target: Expression): Expression {
  const { stream } = context
  const isNegated = stream.skip('name', 'not')
  const name = parseDottedName(context)
  const test: Expression = { type: 'test', target, call: { name, args: parseTestArguments(context) } }
  return isNegated ? { type: 'not', operand: test } : test
}

const ARGUMENT_STARTS: ReadonlySet<string> = new Set(['[', '{'])

/** A test takes arguments in parentheses, or one operand behind its name. */
function parseTestArguments(context: ParserContext): Arguments {
  const { stream } = context
  if (stream.isOperator('(')) return parseArguments(context)
  if (stream.isName('is')) throw stream.fail('You cannot chain multiple tests with is')
  const { type, value } = stream.current
  const isOperand =
    ['name', 'text_literal', 'integer', 'float'].includes(type) || (type === 'operator' && ARGUMENT_STARTS.has(value))
  if (!isOperand || stream.isName('else', 'or', 'and')) return NO_ARGUMENTS
  return { ...NO_ARGUMENTS, positional: [parsePostfix(context, parsePrimary(context))] }
}

interface Collected {
  readonly positional: Expression[]
  readonly named: [string, Expression][]
  rest: Expression | null
  namedRest: Expression | null
}

/** Arguments in parentheses. */
function parseArguments(context: ParserContext): Arguments {
  const { stream } = context
  stream.expect('operator', '(')
  const collected: Collected = { positional: [], named: [], rest: null, namedRest: null }
  for (let isFirst = true; !stream.skipOperator(')'); isFirst = false) {
    if (!isFirst) {
      stream.expect('operator', ',')
      if (stream.skipOperator(')')) break
    }
    parseArgument(context, collected)
  }
  return collected
}

function parseArgument(context: ParserContext, collected: Collected): void {
  const { stream } = context
  if (stream.skipOperator('**')) {
    requireOrder(context, collected.namedRest === null)
    collected.namedRest = context.parseExpression(context)
  } else if (stream.skipOperator('*')) {
    requireOrder(context, collected.rest === null && collected.namedRest === null)
    collected.rest = context.parseExpression(context)
  } else if (stream.is('name') && stream.following.type === 'operator' && stream.following.value === '=') {
    requireOrder(context, collected.namedRest === null)
    const name = stream.next().value
    stream.next()
    collected.named.push([name, context.parseExpression(context)])
  } else {
    requireOrder(context, collected.rest === null && collected.namedRest === null && collected.named.length === 0)
    collected.positional.push(context.parseExpression(context))
  }
}

function requireOrder({ stream }: ParserContext, isAllowed: boolean): void {
  if (!isAllowed) throw stream.fail('invalid syntax for function call expression')
}
