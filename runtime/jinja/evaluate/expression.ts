import { TemplateValueError } from '../errors.ts'
import { attributeOf, callValue, elementOf } from '../methods/attributes.ts'
import { arithmetic, negative, positive } from '../operators/arithmetic.ts'
import { contains, equals, isOrdered } from '../operators/compare.ts'
import { sliceOf } from '../operators/slice.ts'
import { type CallArguments, NO_ARGUMENTS } from '../protocol.ts'
import type { Arguments, ComparisonExpression, ConditionalExpression, Expression, NamedCall } from '../syntax/nodes.ts'
import { percentFormat } from '../text/percent-format.ts'
import { dictEntries, dictKey } from '../values/dict.ts'
import { Tuple, Undefined } from '../values/python-types.ts'
import { itemsOf } from '../values/sequence.ts'
import { toText } from '../values/to-text.ts'
import { isTruthy } from '../values/truth.ts'
import { isDict, typeName } from '../values/type-of.ts'
import { undefinedName } from '../values/undefined.ts'
import type { Frame, Run } from './frame.ts'

/** The value of an expression; a name that does not exist gives Undefined, whose use then fails. */
export function evaluate(node: Expression, frame: Frame): unknown {
  frame.run.budget.charge(1)
  switch (node.type) {
    case 'literal':
      return node.value
    case 'name':
      return variable(node.name, frame)
    case 'attribute':
      return frame.run.own(attributeOf(evaluate(node.target, frame), node.name))
    case 'element':
      return frame.run.own(elementOf(evaluate(node.target, frame), evaluate(node.key, frame), frame.run))
    case 'call':
      return call(node.callee, node.args, frame)
    case 'filter':
      return applyFilter(evaluate(node.target, frame), node.call, frame)
    case 'test':
      return applyTest(evaluate(node.target, frame), node.call, frame)
    default:
      return evaluateOperation(node, frame)
  }
}

export function applyFilter(value: unknown, { name, args }: NamedCall, frame: Frame): unknown {
  frame.run.budget.read(value)
  return frame.run.own(frame.run.filter(name)(value, evaluateArguments(args, frame), frame.run))
}

export function evaluateArguments(args: Arguments, frame: Frame): CallArguments {
  const { positional, named, rest, namedRest } = args
  if (rest === null && namedRest === null && named.length === 0) {
    return positional.length === 0
      ? NO_ARGUMENTS
      : { positional: positional.map(item => evaluate(item, frame)), named: NO_ARGUMENTS.named }
  }
  return unpackedArguments(args, frame)
}

type Operation = Exclude<
  Expression,
  { type: 'literal' | 'name' | 'attribute' | 'element' | 'call' | 'filter' | 'test' }
>

function evaluateOperation(node: Operation, frame: Frame): unknown {
  switch (node.type) {
    case 'list':
      return node.items.map(item => evaluate(item, frame))
    case 'tuple':
      return new Tuple(node.items.map(item => evaluate(item, frame)))
    case 'dict':
      return new Map(node.entries.map(([key, value]) => [dictKey(evaluate(key, frame)), evaluate(value, frame)]))
    case 'slice':
      return evaluateSlice(node, frame)
    case 'and':
    case 'or':
      return evaluateLogic(node, frame)
    case 'not':
      return !isTruthy(evaluate(node.operand, frame))
    case 'negative':
      return negative(evaluate(node.operand, frame))
    case 'positive':
      return positive(evaluate(node.operand, frame))
    case 'arithmetic':
      return evaluateArithmetic(node, frame)
    case 'concat':
      return evaluateConcat(node.parts, frame)
    case 'comparison':
      return evaluateComparison(node, frame)
    case 'conditional':
      return evaluateConditional(node, frame)
  }
}

function variable(name: string, { scope }: Frame): unknown {
  const value = scope.get(name)
  return value === undefined ? undefinedName(name) : value
}

function call(callee: Expression, args: Arguments, frame: Frame): unknown {
  const callable = evaluate(callee, frame)
  const evaluated = evaluateArguments(args, frame)
  return frame.run.own(callValue(callable, evaluated, frame.run))
}

function applyTest(value: unknown, { name, args }: NamedCall, frame: Frame): boolean {
  return frame.run.test(name)(value, evaluateArguments(args, frame), frame.run)
}

function unpackedArguments({ positional, named, rest, namedRest }: Arguments, frame: Frame): CallArguments {
  const values = positional.map(item => evaluate(item, frame))
  if (rest !== null) for (const item of itemsOf(evaluate(rest, frame), frame.run.budget)) values.push(item)
  const byName = new Map<string, unknown>(named.map(([name, value]) => [name, evaluate(value, frame)]))
  if (namedRest === null) return { positional: values, named: byName }
  for (const [name, value] of keywordsOf(evaluate(namedRest, frame))) {
    if (byName.has(name)) throw new TemplateValueError(`got multiple values for keyword argument '${name}'`)
    byName.set(name, value)
  }
  return { positional: values, named: byName }
}

function keywordsOf(value: unknown): (readonly [string, unknown])[] {
  if (!isDict(value)) throw new TemplateValueError(`argument after ** must be a mapping, not ${typeName(value)}`)
  return dictEntries(value).map(([name, item]) => {
    if (typeof name !== 'string') throw new TemplateValueError('keywords must be strings')
    return [name, item]
  })
}

function evaluateSlice(node: Extract<Expression, { type: 'slice' }>, frame: Frame): unknown {
  const bound = (part: Expression | null): unknown => (part === null ? null : evaluate(part, frame))
  const value = evaluate(node.target, frame)
  frame.run.budget.read(value)
  return sliceOf(value, { start: bound(node.start), stop: bound(node.stop), step: bound(node.step) })
}

function evaluateLogic(node: Extract<Expression, { type: 'and' | 'or' }>, frame: Frame): unknown {
  const left = evaluate(node.left, frame)
  return isTruthy(left) === (node.type === 'and') ? evaluate(node.right, frame) : left
}

function evaluateArithmetic(node: Extract<Expression, { type: 'arithmetic' }>, frame: Frame): unknown {
  const left = evaluate(node.left, frame)
  const right = evaluate(node.right, frame)
  if (node.operator === '%' && typeof left === 'string') return percentFormat(left, right, frame.run.budget)
  return arithmetic(node.operator, [left, right], frame.run.budget)
}

function evaluateConcat(parts: readonly Expression[], frame: Frame): string {
  const { budget } = frame.run
  return budget.joined(
    parts.map(part => toText(evaluate(part, frame), budget)),
    '',
  )
}

/** `a < b < c` compares each pair and stops at the first that does not hold. */
function evaluateComparison({ first, rest }: ComparisonExpression, frame: Frame): boolean {
  let left = evaluate(first, frame)
  for (const [operator, operand] of rest) {
    const right = evaluate(operand, frame)
    if (!compare(operator, [left, right], frame.run)) return false
    left = right
  }
  return true
}

function compare(
  operator: ComparisonExpression['rest'][number][0],
  [left, right]: readonly [unknown, unknown],
  { budget }: Run,
): boolean {
  switch (operator) {
    case '==':
      return equals(left, right, budget)
    case '!=':
      return !equals(left, right, budget)
    case 'in':
      return contains(right, left, budget)
    case 'not in':
      return !contains(right, left, budget)
    default:
      return isOrdered(operator, [left, right], budget)
  }
}

function evaluateConditional({ test, whenTrue, otherwise, line }: ConditionalExpression, frame: Frame): unknown {
  if (isTruthy(evaluate(test, frame))) return evaluate(whenTrue, frame)
  if (otherwise !== null) return evaluate(otherwise, frame)
  const problem = `the inline if-expression on line ${line} evaluated to false and no else section was defined.`
  return new Undefined(problem, true)
}
