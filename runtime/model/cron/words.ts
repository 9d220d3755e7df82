import { DAY_NAMES, MONTH_NAMES } from '../calendar-names.ts'
import { MONTH, WEEKDAY } from './field.ts'

/** A five-field expression in words where that is easy ("At 00:00, only on Sunday"), else null. */
export function cronInWords(expression: string): string | null {
  const texts = expression.toLowerCase().split(/\s+/).map(spellAny)
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = texts
  if (texts.length !== 5 || (day !== '*' && weekday !== '*')) return null
  const parts = [timeInWords(minute, hour), dayInWords(day), weekdayInWords(weekday), monthInWords(month)]
  return parts.includes(null) ? null : parts.join('')
}

const ANY: ReadonlySet<string> = new Set(['?', '*/1', '1/1', '0/1'])
const spellAny = (text: string): string => (ANY.has(text) ? '*' : text)

/** Cron counts from Sunday on. */
const WEEKDAYS = [...DAY_NAMES.slice(-1), ...DAY_NAMES.slice(0, -1)]

function timeInWords(minute: string, hour: string): string | null {
  if (isNumber(minute) && hour.split(',').every(isNumber)) return `At ${listed(clockTimes(hour, minute))}`
  const hourStep = stepOf(hour)
  if (hour === '*') return minuteInWords(minute)
  if (hourStep === null || !isNumber(minute)) return null
  return Number(minute) === 0
    ? `Every ${hourStep} hours`
    : `At ${Number(minute)} minutes past the hour, every ${hourStep} hours`
}

const clockTimes = (hours: string, minute: string): string[] =>
  hours.split(',').map(hour => `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`)

function minuteInWords(minute: string): string | null {
  const step = stepOf(minute)
  if (minute === '*') return 'Every minute'
  if (step !== null) return `Every ${step} minutes`
  if (!isNumber(minute)) return null
  return Number(minute) === 0 ? 'Every hour' : `At ${Number(minute)} minutes past the hour`
}

function dayInWords(day: string): string | null {
  if (day === '*') return ''
  if (day === 'l') return ', on the last day of the month'
  return day.split(',').every(isNumber) ? `, on day ${listed(day.split(','))} of the month` : null
}

function weekdayInWords(weekday: string): string | null {
  return namesInWords(weekday, ', only on', name => WEEKDAYS[indexOf(WEEKDAY.names, name, 0) % 7])
}

function monthInWords(month: string): string | null {
  const step = stepOf(month)
  if (step !== null) return `, every ${step} months`
  return namesInWords(month, ', only in', name => MONTH_NAMES[indexOf(MONTH.names, name, MONTH.min)])
}

function namesInWords(text: string, only: string, nameOf: (text: string) => string | undefined): string | null {
  if (text === '*') return ''
  const isRange = /^\w+-\w+$/.test(text)
  const names = text.split(isRange ? '-' : ',').map(nameOf)
  if (!names.every(name => name !== undefined)) return null
  return isRange ? `, ${names.join(' through ')}` : `${only} ${listed(names)}`
}

const indexOf = (names: readonly string[] | undefined, text: string, first: number): number =>
  isNumber(text) ? Number(text) - first : (names ?? []).indexOf(text)

const isNumber = (text: string): boolean => /^\d+$/.test(text)

const stepOf = (text: string): number | null => {
  const step = /^\*\/(\d+)$/.exec(text)?.[1]
  return step === undefined ? null : Number(step)
}

/** `a`, `a and b`, `a, b, and c`. */
function listed(words: readonly string[]): string {
  if (words.length < 3) return words.join(' and ')
  return `${words.slice(0, -1).join(', ')}, and ${words[words.length - 1]}`
}
