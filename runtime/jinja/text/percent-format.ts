import type { Budget } from '../budget.ts'
import { TemplateValueError } from '../errors.ts'
import { dictGet } from '../values/dict.ts'
import { int, isFloat, isNumeric, numberOf } from '../values/numbers.ts'
import { requireDefined, Tuple } from '../values/python-types.ts'
import { repr, toText } from '../values/to-text.ts'
import { isDict, typeName } from '../values/type-of.ts'
import { type FormatSpec, formatFloat, formatInteger, formatText, parseSpec } from './format-spec.ts'

const CONVERSION = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)?/gsu

/** Python's `text % values`: values is a tuple, a dict for `%(name)s`, or one value. */
export function percentFormat(template: string, values: unknown, budget: Budget): string {
  const source = new ValueSource(values)
  const text = template.replace(CONVERSION, (...found) => {
    const [, key, flags, width, precision, type] = found as (string | undefined)[]
    if (type === '%') return '%'
    const spec = { ...flagsOf(flags ?? ''), width: source.count(width), precision: source.count(precision) }
    return conversion({ ...spec, type, value: source.next(key) }, budget)
  })
  source.requireAllUsed()
  return budget.text(text)
}

/** Hands out the values in order, or by key. */
class ValueSource {
  readonly #values: unknown
  readonly #items: readonly unknown[]
  #used = 0

  constructor(values: unknown) {
    this.#values = requireDefined(values)
    this.#items = values instanceof Tuple ? values.items : [values]
  }

  next(key: string | undefined): unknown {
    if (key !== undefined) return this.#byKey(key)
    if (this.#used >= this.#items.length) throw new TemplateValueError('not enough arguments for format string')
    this.#used += 1
    return requireDefined(this.#items[this.#used - 1])
  }

  count(text: string | undefined): number | null {
    if (text === undefined) return null
    const value = text === '*' ? this.next(undefined) : Number(text)
    if (typeof value !== 'number') throw new TemplateValueError('* wants int')
    return value
  }

  requireAllUsed(): void {
    if (isDict(this.#values) || Array.isArray(this.#values)) return
    if (this.#used < this.#items.length) {
      throw new TemplateValueError('not all arguments converted during string formatting')
    }
  }

  #byKey(key: string): unknown {
    if (!isDict(this.#values)) throw new TemplateValueError('format requires a mapping')
    const value = dictGet(this.#values, key)
    if (value === undefined) throw new TemplateValueError(`format string names '${key}', which the dict does not have`)
    this.#used = this.#items.length
    return requireDefined(value)
  }
}

interface Conversion {
  readonly align: string
  readonly fill: string
  readonly sign: string
  readonly isAlternate: boolean
  readonly width: number | null
  readonly precision: number | null
  readonly type: string | undefined
  readonly value: unknown
}

function flagsOf(flags: string): Pick<Conversion, 'align' | 'fill' | 'sign' | 'isAlternate'> {
  const isLeft = flags.includes('-')
  const isZero = flags.includes('0') && !isLeft
  const space = flags.includes(' ') ? ' ' : '-'
  return {
    align: alignOf(isLeft, isZero),
    fill: isZero ? '0' : ' ',
    sign: flags.includes('+') ? '+' : space,
    isAlternate: flags.includes('#'),
  }
}

function alignOf(isLeft: boolean, isZero: boolean): string {
  if (isLeft) return '<'
  return isZero ? '=' : '>'
}

function conversion(given: Conversion, budget: Budget): string {
  const { type, value } = given
  if (type === undefined) throw new TemplateValueError('incomplete format')
  const spec: FormatSpec = { ...parseSpec(''), ...given, width: given.width ?? 0, type }
  switch (type) {
    case 's':
      return formatText(toText(value, budget), { ...spec, fill: ' ' }, budget)
    case 'r':
    case 'a':
      return formatText(repr(value, budget), { ...spec, fill: ' ', type: 's' }, budget)
    case 'c':
      return formatText(
        typeof value === 'number' ? String.fromCodePoint(value) : toText(value, budget),
        { ...spec, type: 's' },
        budget,
      )
    default:
      return formatNumber(value, spec, budget)
  }
}

function formatNumber(value: unknown, spec: FormatSpec, budget: Budget): string {
  if (!'diuoxXeEfFgG'.includes(spec.type)) throw new TemplateValueError(`unsupported format character '${spec.type}'`)
  if (!isNumeric(value)) {
    throw new TemplateValueError(`%${spec.type} format: a real number is required, not ${typeName(value)}`)
  }
  if ('eEfFgG'.includes(spec.type)) return formatFloat(numberOf(value), spec, budget)
  if (isFloat(value) && 'oxX'.includes(spec.type)) {
    throw new TemplateValueError(`%${spec.type} format: an integer is required, not float`)
  }
  const type = 'iu'.includes(spec.type) ? 'd' : spec.type
  return integerDigits(int(Math.trunc(numberOf(value))), { ...spec, type }, budget)
}

/** With `%`, precision is the least number of digits. */
function integerDigits(value: number, spec: FormatSpec, budget: Budget): string {
  if (spec.precision === null) return formatInteger(value, spec, budget)
  budget.room(spec.precision)
  const text = formatInteger(Math.abs(value), { ...spec, width: 0, sign: '-', precision: null }, budget).padStart(
    spec.precision,
    '0',
  )
  const sign = value < 0 ? '-' : spec.sign.replace('-', '')
  return formatText(
    sign + text,
    { ...spec, precision: null, type: 's', fill: ' ', align: spec.align.replace('=', '>') },
    budget,
  )
}
