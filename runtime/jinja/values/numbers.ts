import { TemplateValueError } from '../errors.ts'
import { Float } from './python-types.ts'
import { typeName } from './type-of.ts'

export type Numeric = number | boolean | Float

/** Python's numbers: int, float and bool (which is an int). */
export const isNumeric = (value: unknown): value is Numeric =>
  typeof value === 'number' || typeof value === 'boolean' || value instanceof Float

export const isFloat = (value: unknown): value is number | Float =>
  value instanceof Float || (typeof value === 'number' && !Number.isSafeInteger(value))

export const isInteger = (value: unknown): value is number => Number.isSafeInteger(value)

export const numberOf = (value: Numeric): number => (value instanceof Float ? value.value : Number(value))

/** A Python float. */
export const float = (value: number): number | Float => (Number.isSafeInteger(value) ? new Float(value) : value)

/** A Python int; one that JavaScript cannot hold exactly is an error rather than a wrong number. */
export function int(value: number): number {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
  throw new TemplateValueError('The integer is too large: templates compute exactly up to 9007199254740991')
}

/** The integer argument of a function. */
export function integerArgument(value: unknown): number {
  if (typeof value === 'boolean') return Number(value)
  if (isInteger(value)) return value
  throw new TemplateValueError(`'${typeName(value)}' object cannot be interpreted as an integer`)
}

/** Python's repr() of a float: the shortest digits that give the same number. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const [mantissa = '', exponentText = ''] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) return `${mantissa}e${exponentPart(exponent)}`
  const text = Object.is(value, -0) ? '-0' : String(value)
  return text.includes('.') ? text : `${text}.0`
}

export const exponentPart = (exponent: number): string =>
  `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`

/** Decimal text with this many fraction digits; exact ties go to the even digit, as in Python. */
export function fixed(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '')
  const text = value.toFixed(Math.min(digits, 100))
  if (!isTie(value, digits)) return text
  const last = Number(text.at(-1) === '.' ? text.at(-2) : text.at(-1))
  // toFixed rounds ties away from zero; an odd last digit therefore is one too far.
  return last % 2 === 0 ? text : towardsZero(text)
}

function isTie(value: number, digits: number): boolean {
  if (digits > 70) return false
  const exact = Math.abs(value).toFixed(digits + 25)
  return /^50*$/.test(exact.slice(exact.indexOf('.') + 1 + digits))
}

/** JavaScript's toExponential(), with exact ties to the even digit. */
export function roundedExponential(value: number, digits: number): string {
  const text = value.toExponential(digits)
  const [exact = '', exponent] = value.toExponential(Math.min(digits + 30, 100)).split('e')
  const isExactTie = digits < 70 && /^50*$/.test(exact.replace('.', '').slice(digits + 1))
  const [mantissa = '', rounded] = text.split('e')
  const hasCarried = rounded !== exponent
  if (!isExactTie || hasCarried || Number(mantissa.at(-1)) % 2 === 0) return text
  return `${towardsZero(mantissa)}e${rounded}`
}

/** The last digit is odd, so nothing has to be carried. */
const towardsZero = (text: string): string => text.slice(0, -1) + (Number(text.at(-1)) - 1)
