import { DAY_NAMES, MONTH_NAMES } from '../../../../model/calendar-names.ts'
import { TemplateValueError } from '../../../errors.ts'
import { daysInMonth, isLeapYear } from '../calendar.ts'
import { fromFields, type Moment } from '../moment.ts'
import { fixedZone, UTC, type Zone } from '../zone.ts'

const short = (name: string): string => name.slice(0, 3)

const PATTERNS: Readonly<Record<string, string>> = {
  Y: '\\d{4}',
  y: '\\d{2}',
  m: '1[0-2]|0?[1-9]',
  d: '3[01]|[12]\\d|0?[1-9]| [1-9]',
  j: '36[0-6]|3[0-5]\\d|[12]\\d{2}|0\\d{2}|\\d{1,2}',
  H: '2[0-3]|[01]\\d|\\d',
  I: '1[0-2]|0?[1-9]',
  M: '[0-5]\\d|\\d',
  S: '6[01]|[0-5]\\d|\\d',
  f: '\\d{1,6}',
  p: 'AM|PM',
  z: '[+-]\\d{2}:?[0-5]\\d(?::?[0-5]\\d)?|Z',
  Z: 'UTC|GMT',
  w: '[0-6]',
  u: '[1-7]',
  B: MONTH_NAMES.join('|'),
  b: MONTH_NAMES.map(short).join('|'),
  A: DAY_NAMES.join('|'),
  a: DAY_NAMES.map(short).join('|'),
}

const COMPOSED: Readonly<Record<string, string>> = {
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
  D: '%m/%d/%y',
  c: '%a %b %d %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
}

/** Python's datetime.strptime(); without %z the result has no zone. */
export function strptime(text: string, format: string): Moment {
  const codes: string[] = []
  const pattern = patternOf(format, codes)
  const match = new RegExp(`^${pattern}$`, 'i').exec(text)
  if (match === null) throw new TemplateValueError(`time data '${text}' does not match format '${format}'`)
  return momentOf(new Map(codes.map((code, index) => [code, match[index + 1] as string])), text)
}

function patternOf(format: string, codes: string[]): string {
  const expanded = format.replace(/%([FTRDcxX])/g, (_, code: string) => COMPOSED[code] as string)
  return expanded.replace(/%(.)|\s+|[^%\s]/gs, (part: string, code: string | undefined) => {
    if (code === undefined) return part.trim() === '' ? '\\s+' : part.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&')
    if (code === '%') return '%'
    const pattern = PATTERNS[code]
    if (pattern === undefined) throw new TemplateValueError(`'${code}' is a bad directive in format '${format}'`)
    codes.push(code)
    return `(${pattern})`
  })
}

function momentOf(values: ReadonlyMap<string, string>, text: string): Moment {
  const number = (code: string, defaultValue: number): number => Number(values.get(code) ?? defaultValue)
  const year = yearOf(values)
  const dayOfYear = values.get('j')
  const month = dayOfYear === undefined ? monthOf(values) : 1
  const day = dayOfYear === undefined ? number('d', 1) : Number(dayOfYear)
  requireDay({ year, month, day, isDayOfYear: dayOfYear !== undefined }, text)
  const fields = { year, month, day, hour: hourOf(values), minute: number('M', 0), second: number('S', 0) }
  return fromFields({ ...fields, microsecond: Number((values.get('f') ?? '0').padEnd(6, '0')) }, zoneFrom(values))
}

function requireDay(
  { year, month, day, isDayOfYear }: { year: number; month: number; day: number; isDayOfYear: boolean },
  text: string,
): void {
  const inYear = isLeapYear(year) ? 366 : 365
  const last = isDayOfYear ? inYear : daysInMonth(year, month)
  if (day > last) throw new TemplateValueError(`day is out of range for month in '${text}'`)
}

/** As POSIX has it: 69 to 99 are of the last century. */
function yearOf(values: ReadonlyMap<string, string>): number {
  const shortYear = values.get('y')
  if (shortYear === undefined) return Number(values.get('Y') ?? 1900)
  return Number(shortYear) + (Number(shortYear) < 69 ? 2000 : 1900)
}

function monthOf(values: ReadonlyMap<string, string>): number {
  const name = values.get('B') ?? values.get('b')
  if (name === undefined) return Number(values.get('m') ?? 1)
  return MONTH_NAMES.findIndex(month => month.toLowerCase().startsWith(name.toLowerCase().slice(0, 3))) + 1
}

function hourOf(values: ReadonlyMap<string, string>): number {
  const hour = values.get('I')
  if (hour === undefined) return Number(values.get('H') ?? 0)
  return (Number(hour) % 12) + (values.get('p')?.toUpperCase() === 'PM' ? 12 : 0)
}

function zoneFrom(values: ReadonlyMap<string, string>): Zone | null {
  const offset = values.get('z')
  if (offset === undefined) return values.has('Z') ? UTC : null
  const [hours = 0, minutes = 0, seconds = 0] = (offset.match(/\d{2}/g) ?? []).map(Number)
  const total = (hours * 3600 + minutes * 60 + seconds) * (offset.startsWith('-') ? -1 : 1)
  return total === 0 ? UTC : fixedZone(total)
}
