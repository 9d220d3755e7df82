import type { Budget } from '../budget.ts'
import { TemplateValueError } from '../errors.ts'
import { type ArithmeticOperator, isTemplateObject, TEMPLATE_OPERATORS } from '../protocol.ts'
import { float, int, isFloat, isNumeric, type Numeric, numberOf } from '../values/numbers.ts'
import { requireDefined, Tuple } from '../values/python-types.ts'
import { textLength } from '../values/sequence.ts'
import { typeName } from '../values/type-of.ts'

export type Operands = readonly [left: unknown, right: unknown]

/** Python's arithmetic; `%` of a text is formatting and belongs to the caller. */
export function arithmetic(operator: ArithmeticOperator, operands: Operands, budget: Budget): unknown {
  const [left, right] = operands
  requireDefined(left)
  requireDefined(right)
  if (isNumeric(left) && isNumeric(right)) return numericResult(operator, left, right)
  const result = sequenceResult(operator, operands, budget) ?? hostResult(operator, left, right)
  if (result === undefined) {
    throw new TemplateValueError(
      `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
    )
  }
  return result
}

export function negative(value: unknown): unknown {
  requireDefined(value)
  if (isNumeric(value)) return isFloat(value) ? float(-numberOf(value)) : int(-numberOf(value))
  const result = isTemplateObject(value) ? value[TEMPLATE_OPERATORS]?.negate?.() : undefined
  if (result === undefined) throw new TemplateValueError(`bad operand type for unary -: '${typeName(value)}'`)
  return result
}

export function positive(value: unknown): unknown {
  requireDefined(value)
  if (!isNumeric(value)) throw new TemplateValueError(`bad operand type for unary +: '${typeName(value)}'`)
  return typeof value === 'boolean' ? Number(value) : value
}

function numericResult(operator: ArithmeticOperator, left: Numeric, right: Numeric): unknown {
  const isFloating = operator === '/' || isFloat(left) || isFloat(right)
  const a = numberOf(left)
  const b = numberOf(right)
  if (operator === '**') return power(a, b, isFloating)
  if (b === 0 && (operator === '/' || operator === '//' || operator === '%')) {
    throw new TemplateValueError('division by zero')
  }
  const result = compute(operator, a, b)
  return isFloating ? float(result) : int(result)
}

function compute(operator: Exclude<ArithmeticOperator, '**'>, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '//':
      return Math.floor((a - modulo(a, b)) / b + 0.5)
    case '%':
      return modulo(a, b)
  }
}

/** Has the sign of the divisor, as in Python. */
export function modulo(a: number, b: number): number {
  const rest = a % b
  if (rest === 0) return b < 0 ? -0 : 0
  return rest < 0 !== b < 0 ? rest + b : rest
}

function power(a: number, b: number, isFloating: boolean): unknown {
  if (a === 0 && b < 0) throw new TemplateValueError('0.0 cannot be raised to a negative power')
  if (a < 0 && !Number.isInteger(b)) {
    throw new TemplateValueError('A negative number to a fractional power is complex, which templates cannot hold')
  }
  const result = a ** b
  if (!isFloating && b >= 0) return int(result)
  if (Number.isFinite(a) && Number.isFinite(b) && !Number.isFinite(result)) {
    throw new TemplateValueError('The power is too large for a float')
  }
  return float(result)
}

function sequenceResult(operator: ArithmeticOperator, [left, right]: Operands, budget: Budget): unknown {
  if (operator === '+') return sum(left, right, budget)
  if (operator !== '*') return undefined
  return repeat(left, right, budget) ?? repeat(right, left, budget)
}

function sum(left: unknown, right: unknown, budget: Budget): unknown {
  if (typeof left === 'string' && typeof right === 'string') return budget.text(left + right)
  if (Array.isArray(left) && Array.isArray(right)) return concatenation(left, right, budget)
  if (left instanceof Tuple && right instanceof Tuple) return new Tuple(concatenation(left.items, right.items, budget))
  return undefined
}

function concatenation(left: readonly unknown[], right: readonly unknown[], budget: Budget): unknown[] {
  budget.charge(left.length + right.length)
  return [...left, ...right]
}

function repeat(sequence: unknown, count: unknown, budget: Budget): unknown {
  if (!isNumeric(count) || isFloat(count)) return undefined
  const times = Math.max(0, numberOf(count))
  if (typeof sequence === 'string') return repeatText(sequence, times, budget)
  if (Array.isArray(sequence)) return repeatItems(sequence, times, budget)
  return sequence instanceof Tuple ? new Tuple(repeatItems(sequence.items, times, budget)) : undefined
}

function repeatText(text: string, times: number, budget: Budget): string {
  budget.room(textLength(text) * times)
  return text.repeat(times)
}

function repeatItems(items: readonly unknown[], times: number, budget: Budget): unknown[] {
  budget.charge(items.length * times)
  return Array.from({ length: items.length * times }, (_, index) => items[index % items.length])
}

function hostResult(operator: ArithmeticOperator, left: unknown, right: unknown): unknown {
  const result = isTemplateObject(left) ? left[TEMPLATE_OPERATORS]?.arithmetic?.(operator, right, false) : undefined
  if (result !== undefined || !isTemplateObject(right)) return result
  return right[TEMPLATE_OPERATORS]?.arithmetic?.(operator, left, true)
}
