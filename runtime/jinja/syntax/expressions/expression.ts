import type { ArithmeticOperator } from '../../protocol.ts'
import type { ComparisonOperator, Expression } from '../nodes.ts'
import type { ParserContext } from '../parser-context.ts'
import { parseFilters, parsePostfix } from './postfix.ts'
import { parsePrimary } from './primary.ts'

/** Jinja2's grammar from the loosest to the tightest binding. */
export function parseExpression(context: ParserContext): Expression {
  let { line } = context.stream.current
  let expression = parseCondition(context)
  while (context.stream.skip('name', 'if')) {
    const test = parseCondition(context)
    const otherwise = context.stream.skip('name', 'else') ? parseExpression(context) : null
    expression = { type: 'conditional', test, whenTrue: expression, otherwise, line }
    line = context.stream.current.line
  }
  return expression
}

/** An expression without inline if, as `for` needs it before its own `if`. */
export function parseCondition(context: ParserContext): Expression {
  let left = parseAnd(context)
  while (context.stream.skip('name', 'or')) left = { type: 'or', left, right: parseAnd(context) }
  return left
}

function parseAnd(context: ParserContext): Expression {
  let left = parseNot(context)
  while (context.stream.skip('name', 'and')) left = { type: 'and', left, right: parseNot(context) }
  return left
}

function parseNot(context: ParserContext): Expression {
  if (context.stream.skip('name', 'not')) return { type: 'not', operand: parseNot(context) }
  return parseComparison(context)
}

function parseComparison(context: ParserContext): Expression {
  const first = parseSum(context)
  const rest: [ComparisonOperator, Expression][] = []
  for (let operator = comparison(context); operator !== null; operator = comparison(context)) {
    rest.push([operator, parseSum(context)])
  }
  return rest.length === 0 ? first : { type: 'comparison', first, rest }
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>='])

function comparison({ stream }: ParserContext): ComparisonOperator | null {
  if (stream.current.type === 'operator' && COMPARISONS.has(stream.current.value)) {
    return stream.next().value as ComparisonOperator
  }
  if (stream.skip('name', 'in')) return 'in'
  if (!stream.isName('not') || stream.following.type !== 'name' || stream.following.value !== 'in') return null
  stream.next()
  stream.next()
  return 'not in'
}

const parseSum = leftAssociative(['+', '-'], parseConcat)
const parsePower = leftAssociative(['**'], parseUnary)
const parseProduct = leftAssociative(['*', '/', '//', '%'], parsePower)

function parseConcat(context: ParserContext): Expression {
  const parts = [parseProduct(context)]
  while (context.stream.skipOperator('~')) parts.push(parseProduct(context))
  return parts.length === 1 ? (parts[0] as Expression) : { type: 'concat', parts }
}

function leftAssociative(
  operators: readonly ArithmeticOperator[],
  parseOperand: (context: ParserContext) => Expression,
) {
  return (context: ParserContext): Expression => {
    let left = parseOperand(context)
    while (operators.some(operator => context.stream.isOperator(operator))) {
      const operator = context.stream.next().value as ArithmeticOperator
      left = { type: 'arithmetic', operator, left, right: parseOperand(context) }
    }
    return left
  }
}

/** The filter belongs to the whole signed operand: `-1|abs` is `(-1)|abs`. */
function parseUnary(context: ParserContext): Expression {
  return parseFilters(context, parsePostfix(context, parseSigned(context)))
}

function parseSigned(context: ParserContext): Expression {
  if (context.stream.skipOperator('-')) return { type: 'negative', operand: parseOperand(context) }
  if (context.stream.skipOperator('+')) return { type: 'positive', operand: parseOperand(context) }
  return parsePrimary(context)
}

const parseOperand = (context: ParserContext): Expression => parsePostfix(context, parseSigned(context))
