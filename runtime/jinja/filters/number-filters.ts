import { TemplateValueError } from '../errors.ts'
import { type Filter, withParameters } from '../protocol.ts'
import { integerOr, textOr } from '../values/arguments.ts'
import { fixed, float, int, isFloat, isNumeric, type Numeric, numberOf } from '../values/numbers.ts'
import { type Float, requireDefined } from '../values/python-types.ts'
import { typeName } from '../values/type-of.ts'

/** Filters of Jinja2 that take or give numbers. */
export const NUMBER_FILTERS: Readonly<Record<string, Filter>> = {
  abs: withParameters([], value => {
    const number = numberArgument(value)
    return isFloat(number) ? float(Math.abs(numberOf(number))) : int(Math.abs(numberOf(number)))
  }),
  int: withParameters(['default', 'base'], (value, given) =>
    toInt(requireDefined(value), given.default ?? 0, integerOr(given.base, 10)),
  ),
  float: withParameters(['default'], (value, given) => toFloat(requireDefined(value)) ?? given.default ?? float(0)),
  round: withParameters(['precision', 'method'], (value, given) => {
    const number = numberArgument(value)
    return round(number, integerOr(given.precision, 0), textOr(given.method, 'common'))
  }),
  filesizeformat: withParameters(['binary'], (value, given) => fileSize(floatArgument(value), given.binary === true)),
}

function numberArgument(value: unknown): Numeric {
  requireDefined(value)
  if (isNumeric(value)) return value
  throw new TemplateValueError(`expected a number, got '${typeName(value)}'`)
}

function floatArgument(value: unknown): number {
  const number = toFloat(requireDefined(value))
  if (number !== null) return numberOf(number)
  throw new TemplateValueError(`expected a number, got '${typeName(value)}'`)
}

const DIGITS: ReadonlyMap<number, RegExp> = new Map([
  [2, /^(?:0b)?[01]+$/],
  [8, /^(?:0o)?[0-7]+$/],
  [10, /^\d+$/],
  [16, /^(?:0x)?[\da-f]+$/],
])

/** What cannot be read as a number gives the default. */
function toInt(value: unknown, defaultValue: unknown, base: number): unknown {
  if (isNumeric(value)) return Number.isFinite(numberOf(value)) ? int(Math.trunc(numberOf(value))) : defaultValue
  if (typeof value !== 'string') return defaultValue
  const whole = parseWhole(value, base)
  if (whole !== null) return int(whole)
  const parsed = toFloat(value)
  return parsed === null || !Number.isFinite(numberOf(parsed)) ? defaultValue : int(Math.trunc(numberOf(parsed)))
}

function parseWhole(text: string, base: number): number | null {
  const [, sign, digits = ''] =
    /^([+-]?)(.*)$/s.exec(
      text
        .trim()
        .toLowerCase()
        .replace(/(?<=\w)_(?=\w)/g, ''),
    ) ?? []
  const isWhole = (DIGITS.get(base) ?? /^[\da-z]+$/).test(digits)
  if (!isWhole) return null
  const magnitude = Number.parseInt(digits.replace(/^0[box]/, base === 10 ? '$&' : ''), base)
  if (Number.isNaN(magnitude)) return null
  return sign === '-' ? -magnitude : magnitude
}

const FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+)(?:[eE][+-]?\d+)?$/

function toFloat(value: unknown): number | Float | null {
  if (isNumeric(value)) return float(numberOf(value))
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (FLOAT.test(text)) return float(Number(text.replaceAll('_', '')))
  const special = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(text)
  if (special === null) return null
  return special[2] === undefined ? Number.NaN : Number(`${special[1]}Infinity`)
}

/** Beyond this a float has no digits to round. */
const MAX_PRECISION = 400

/** Python's round(): an int stays an int; ties go to the even digit. */
function round(value: Numeric, precision: number, method: string): unknown {
  const number = numberOf(value)
  if (method === 'ceil' || method === 'floor') {
    const power = 10 ** precision
    return float(Math[method](number * power) / power)
  }
  if (method !== 'common') throw new TemplateValueError('method must be common, ceil or floor')
  if (Math.abs(precision) > MAX_PRECISION) return value
  const rounded = precision >= 0 ? Number(fixed(number, precision)) : roundWhole(number, 10 ** -precision)
  return isFloat(value) ? float(rounded) : int(precision >= 0 ? number : rounded)
}

function roundWhole(value: number, unit: number): number {
  return Number(fixed(value / unit, 0)) * unit
}

function fileSize(bytes: number, isBinary: boolean): string {
  const base = isBinary ? 1024 : 1000
  if (bytes === 1) return '1 Byte'
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`
  const prefixes = isBinary
    ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
    : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']
  let power = 0
  while (power < prefixes.length - 1 && bytes >= base ** (power + 2)) power += 1
  return `${fixed(bytes / base ** (power + 1), 1)} ${prefixes[power]}`
}
