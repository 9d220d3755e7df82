import type { Budget } from '../budget.ts'
import { TemplateValueError } from '../errors.ts'
import { exponentPart, fixed, floatText, roundedExponential } from '../values/numbers.ts'
import { textLength } from '../values/sequence.ts'

/** Python's format mini language: [[fill]align][sign][z][#][0][width][grouping][.precision][type]. */
export interface FormatSpec {
  readonly fill: string
  readonly align: string
  readonly sign: string
  readonly isAlternate: boolean
  readonly width: number
  readonly grouping: string
  readonly precision: number | null
  readonly type: string
}

const SPEC = /^(?:(.?)([<>=^]))?([-+ ])?z?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su

export function parseSpec(text: string): FormatSpec {
  const match = SPEC.exec(text)
  if (match === null) throw new TemplateValueError(`Invalid format specifier '${text}'`)
  const [, fill, align, sign, alternate, zero, width, grouping, precision, type] = match
  const isZeroPadded = zero !== undefined
  return {
    fill: fill || (isZeroPadded && align === undefined ? '0' : ' '),
    align: align ?? (isZeroPadded ? '=' : ''),
    sign: sign ?? '-',
    isAlternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping: grouping ?? '',
    precision: precision === undefined ? null : Number(precision),
    type: type ?? '',
  }
}

export function formatText(text: string, spec: FormatSpec, budget: Budget): string {
  if (spec.type !== '' && spec.type !== 's') throw unknownType(spec.type, 'str')
  if (spec.sign !== '-' || spec.grouping !== '')
    throw new TemplateValueError('Sign and grouping are for numbers, not text')
  const cut = spec.precision === null ? text : [...text].slice(0, spec.precision).join('')
  return padded('', cut, { ...spec, align: spec.align === '' || spec.align === '=' ? '<' : spec.align }, budget)
}

const RADIX: ReadonlyMap<string, number> = new Map([
  ['b', 2],
  ['o', 8],
  ['x', 16],
  ['X', 16],
])

export function formatInteger(value: number, spec: FormatSpec, budget: Budget): string {
  const radix = RADIX.get(spec.type)
  if (spec.type === 'c') return padded('', String.fromCodePoint(value), spec, budget)
  if (radix === undefined && !['', 'd', 'n'].includes(spec.type)) return formatFloat(value, spec, budget)
  if (spec.precision !== null) throw new TemplateValueError('Precision not allowed in integer format specifier')
  const digits = Math.abs(value).toString(radix ?? 10)
  const prefix = spec.isAlternate && radix !== undefined ? `0${spec.type}` : ''
  const grouped = grouping(
    spec.type === 'X' ? digits.toUpperCase() : digits,
    spec.grouping,
    radix === undefined ? 3 : 4,
  )
  return padded(signOf(value, spec) + prefix, grouped, spec, budget)
}

export function formatFloat(value: number, spec: FormatSpec, budget: Budget): string {
  budget.room(spec.precision ?? 0)
  const magnitude = Math.abs(value)
  const digits = Number.isFinite(value) ? floatDigits(magnitude, spec) : special(magnitude, spec.type)
  const [whole = '', fraction] = digits.split(/(?=[.e%])/i, 2)
  const rest = digits.slice(whole.length)
  void fraction
  return padded(signOf(value, spec), grouping(whole, spec.grouping, 3) + rest, spec, budget)
}

const special = (magnitude: number, type: string): string => {
  const text = Number.isNaN(magnitude) ? 'nan' : 'inf'
  return type !== '' && type === type.toUpperCase() && type !== '%' ? text.toUpperCase() : text
}

function floatDigits(magnitude: number, { type, precision }: FormatSpec): string {
  switch (type) {
    case 'f':
    case 'F':
      return fixed(magnitude, precision ?? 6)
    case '%':
      return `${fixed(magnitude * 100, precision ?? 6)}%`
    case 'e':
    case 'E':
      return cased(exponential(magnitude, precision ?? 6), type)
    case 'g':
    case 'G':
    case 'n':
      return cased(general(magnitude, precision ?? 6), type)
    case '':
      return precision === null ? floatText(magnitude) : withPoint(general(magnitude, precision, true))
    default:
      throw unknownType(type, 'float')
  }
}

const cased = (digits: string, type: string): string => (type === 'E' || type === 'G' ? digits.toUpperCase() : digits)

function exponential(magnitude: number, precision: number): string {
  const [mantissa, exponent] = roundedExponential(magnitude, Math.min(precision, 100)).split('e')
  return `${mantissa}e${exponentPart(Number(exponent))}`
}

/** C's %g: `precision` significant digits, without trailing zeros. */
function general(magnitude: number, precision: number, isExponentEarlier = false): string {
  const significant = Math.min(Math.max(precision, 1), 100)
  const exponent = Number(magnitude.toExponential(significant - 1).split('e')[1])
  const limit = isExponentEarlier ? significant - 1 : significant
  if (exponent < -4 || exponent >= limit) {
    const [mantissa = '', power = ''] = exponential(magnitude, significant - 1).split('e')
    return `${withoutZeros(mantissa)}e${power}`
  }
  return withoutZeros(fixed(magnitude, significant - 1 - exponent))
}

const withoutZeros = (digits: string): string => (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits)

const withPoint = (digits: string): string => (/[.e]/.test(digits) ? digits : `${digits}.0`)

function signOf(value: number, { sign }: FormatSpec): string {
  if (value < 0 || Object.is(value, -0)) return '-'
  return sign === '-' ? '' : sign
}

function grouping(digits: string, separator: string, size: number): string {
  if (separator === '') return digits
  const groups: string[] = []
  for (let end = digits.length; end > 0; end -= size) groups.unshift(digits.slice(Math.max(0, end - size), end))
  return groups.join(separator)
}

function padded(sign: string, body: string, spec: FormatSpec, budget: Budget): string {
  const missing = spec.width - textLength(sign + body)
  if (missing <= 0) return sign + body
  budget.room(spec.width)
  const left = spec.align === '^' ? Math.floor(missing / 2) : missing
  switch (spec.align) {
    case '<':
      return sign + body + spec.fill.repeat(missing)
    case '=':
      return sign + spec.fill.repeat(missing) + body
    default:
      return spec.fill.repeat(left) + sign + body + spec.fill.repeat(missing - left)
  }
}

const unknownType = (type: string, owner: string): TemplateValueError =>
  new TemplateValueError(`Unknown format code '${type}' for object of type '${owner}'`)
