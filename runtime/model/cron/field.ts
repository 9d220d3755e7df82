import { InvalidCron } from './invalid-cron.ts'

/** What one place of a cron expression may hold; the n-th name stands for `min + n`. */
export interface FieldRule {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
  /** Forms that only this field knows, for messages. */
  readonly extras?: string
}

/** `fri#2` is the second Friday of a month, `L5` its last one; Sunday is 0. */
export interface NthWeekday {
  readonly weekday: number
  readonly nth: number | 'last'
}

export interface Field {
  readonly text: string
  readonly values: ReadonlySet<number>
  readonly star: boolean
  /** The `L` of the day of month. */
  readonly last: boolean
  readonly nth: readonly NthWeekday[]
}

export const MINUTE: FieldRule = { name: 'minute', min: 0, max: 59 }
export const HOUR: FieldRule = { name: 'hour', min: 0, max: 23 }
export const DAY: FieldRule = { name: 'day of month', min: 1, max: 31, extras: '"L" (last day) or "?"' }
export const MONTH: FieldRule = {
  name: 'month',
  min: 1,
  max: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
}
export const WEEKDAY: FieldRule = {
  name: 'day of week',
  min: 0,
  max: 6,
  names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
  extras: '7 (Sunday), "fri#2" (second Friday), "L5" (last Friday) or "?"',
}
export const SECOND: FieldRule = { name: 'second', min: 0, max: 59 }
export const YEAR: FieldRule = { name: 'year', min: 1970, max: 2099 }

const NTH = /^(?:(\w+)|([a-z]{3})-([a-z]{3}))#(\d+)$/
const LAST_WEEKDAY = /^l(\d+)$/
const ITEM = /^(?:\*|([^-/*]+)(?:-([^-/*]+))?)(?:\/(\d+))?$/

/** Whether the field names every value it can, by `*` or one by one. */
export const isFull = (field: Field, rule: FieldRule): boolean =>
  field.values.size + (field.last ? 1 : 0) === rule.max - rule.min + 1

export function sortedValues(field: Field, rule: FieldRule): readonly number[] {
  return field.star ? range(rule.min, rule.max, 1) : [...field.values].sort((a, b) => a - b)
}

/** Reads one lower-case field. Throws InvalidCron, which names the field and what it may hold. */
export function readField(rule: FieldRule, text: string, expression: string): Field {
  const reading: Reading = { rule, text, expression }
  const items = text === '?' && (rule === DAY || rule === WEEKDAY) ? ['*'] : text.split(',')
  const nth = rule === WEEKDAY ? items.flatMap(item => nthWeekdays(reading, item)) : []
  const plain = items.filter(item => item !== '*' && !isSpecial(rule, item))
  const values = new Set(plain.flatMap(item => itemValues(reading, item)))
  refuseMixture(reading, values, nth)
  return {
    text,
    values: new Set([...values, ...nth.map(({ weekday }) => weekday)]),
    star: items.includes('*'),
    last: rule === DAY && items.includes('l'),
    nth,
  }
}

interface Reading {
  readonly rule: FieldRule
  readonly text: string
  readonly expression: string
}

function nthWeekdays(reading: Reading, item: string): NthWeekday[] {
  const lastOf = LAST_WEEKDAY.exec(item)?.[1]
  if (lastOf !== undefined) return [{ weekday: bound(reading, lastOf), nth: 'last' }]
  const match = NTH.exec(item)
  if (match === null) return []
  const nth = Number(match[4])
  if (nth < 1 || nth > 5) throw refusal(reading)
  const low = bound(reading, match[1] ?? match[2])
  const weekdays = match[3] === undefined ? [low] : span(reading.rule, { low, high: bound(reading, match[3]), step: 1 })
  return weekdays.map(weekday => ({ weekday, nth }))
}

function isSpecial(rule: FieldRule, item: string): boolean {
  if (rule === DAY) return item === 'l'
  return rule === WEEKDAY && (LAST_WEEKDAY.test(item) || NTH.test(item))
}

function itemValues(reading: Reading, item: string): readonly number[] {
  const match = ITEM.exec(item)
  if (match === null) throw refusal(reading)
  const [, first, second, stepText] = match
  const step = Number(stepText ?? 1)
  if (step === 0) throw refusal(reading)
  if (first === undefined) return range(reading.rule.min, reading.rule.max, step)
  const low = bound(reading, first)
  // "59/5" is 59 alone, as in croniter 7; older ones went once around the field.
  if (second === undefined && (stepText === undefined || low === reading.rule.max)) return [low]
  return span(reading.rule, { low, high: upperBound(reading, second), step })
}

function upperBound(reading: Reading, text: string | undefined): number {
  if (text === undefined || (text === 'l' && reading.rule === DAY)) return reading.rule.max
  return bound(reading, text)
}

function bound(reading: Reading, text: string | undefined): number {
  const { rule } = reading
  if (text === undefined) throw refusal(reading)
  const named = rule.names?.indexOf(text) ?? -1
  if (named >= 0) return rule.min + named
  if (rule === WEEKDAY && text === '7') return 0
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= rule.min && value <= rule.max) return value
  throw refusal(reading)
}

/** Where a range runs backwards (`fri-mon`, `22-2`) or from a value to itself, croniter goes once around the field. */
function span(rule: FieldRule, { low, high, step }: { low: number; high: number; step: number }): number[] {
  if (low === high) return range(rule.min, rule.max, step)
  if (low < high) return range(low, high, step)
  const head = range(low, rule.max, step)
  return [...head, ...range(rule.min + skippedByStep(rule, head, step), high, step)]
}

// croniter counts one value too many when a step crosses the end of the field; schedules depend on what it does.
function skippedByStep(rule: FieldRule, head: readonly number[], step: number): number {
  const left = rule.max - (head.at(-1) ?? rule.max)
  return left + 1 < step ? step - left : 0
}

function range(low: number, high: number, step: number): number[] {
  const values: number[] = []
  for (let value = low; value <= high; value += step) values.push(value)
  return values
}

// croniter cannot tell "every Monday" and "the second Friday" apart in one field.
function refuseMixture(reading: Reading, values: ReadonlySet<number>, nth: readonly NthWeekday[]): void {
  const counted = new Set(nth.map(({ weekday }) => weekday))
  const all = counted.union(values)
  if (counted.size === 0 || all.size === counted.size || all.size === 7) return
  const { text, expression } = reading
  throw new InvalidCron(
    expression,
    `the day of week field "${text}" mixes plain days with "#" or "L" days; use one kind, or two DAGs`,
  )
}

function refusal({ rule, text, expression }: Reading): InvalidCron {
  const names = rule.names === undefined ? '' : `, ${rule.names.slice(0, 2).join(', ')} …`
  const extras = rule.extras === undefined ? '' : `, ${rule.extras}`
  return new InvalidCron(
    expression,
    `the ${rule.name} field is "${text}"; expected ${rule.min}-${rule.max}${names}, "*", a list (a,b), a range (a-b), a step (*/n)${extras}`,
  )
}
