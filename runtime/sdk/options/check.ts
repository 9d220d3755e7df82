/** Says what an option should have been, or null when the value is fine. */
export type Check = (value: unknown) => string | null

export type Checks<T> = { readonly [K in keyof Required<T>]: Check }

const when = (isFine: (value: unknown) => boolean, expected: string): Check => {
  return value => (isFine(value) ? null : expected)
}

export const aString = when(value => typeof value === 'string', 'a string')
export const aName = when(value => typeof value === 'string' && value !== '', 'a string that is not empty')
export const aBoolean = when(value => typeof value === 'boolean', 'true or false')
const aFunction = when(value => typeof value === 'function', 'a function')
export const aDate = when(value => value instanceof Date && !Number.isNaN(value.getTime()), 'a valid Date')
export const anObject = when(isPlainObject, 'an object')

export const aWholeNumber = (least: number): Check =>
  when(value => Number.isSafeInteger(value) && (value as number) >= least, `a whole number of at least ${least}`)

export const seconds = when(
  isFiniteAnd(value => value >= 0),
  'a number of seconds that is not negative',
)
export const someSeconds = when(
  isFiniteAnd(value => value > 0),
  'a number of seconds greater than 0',
)

export const oneOf = (values: readonly string[]): Check =>
  when(value => values.includes(value as string), `one of ${values.join(', ')}`)

export const listOf = (check: Check, expected: string): Check =>
  when(value => Array.isArray(value) && value.every(each => check(each) === null), expected)

export const eitherOf = (first: Check, second: Check): Check => {
  return value => {
    const expected = first(value)
    return expected === null || second(value) === null ? null : `${expected} or ${second(value)}`
  }
}

export const callbacks = eitherOf(aFunction, listOf(aFunction, 'a list of functions'))

/** The first thing wrong with an options object, as a sentence; null when all is fine. `undefined` counts as not given. */
export function optionsProblem(options: unknown, checks: Readonly<Record<string, Check>>): string | null {
  if (!isPlainObject(options)) return `options must be an object, got ${described(options)}`
  for (const [name, value] of Object.entries(options as object)) {
    if (!Object.hasOwn(checks, name)) return unknownOption(name, Object.keys(checks))
    const expected = value === undefined ? null : (checks[name] as Check)(value)
    if (expected !== null) return `option "${name}" must be ${expected}, got ${described(value)}`
  }
  return null
}

/** A value in words, short enough for an error message. */
export function described(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return isPlainObject(value) ? 'an object' : `a ${value.constructor.name}`
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value)
}

export function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isFiniteAnd(holds: (value: number) => boolean): (value: unknown) => boolean {
  return value => typeof value === 'number' && Number.isFinite(value) && holds(value)
}

function unknownOption(name: string, known: readonly string[]): string {
  const meant = known.find(each => folded(each) === folded(name))
  const hint = meant === undefined ? `Known options: ${known.join(', ')}` : `Did you mean "${meant}"?`
  return `option "${name}" is unknown. ${hint}`
}

/** `retry_delay` and `RetryDelay` both mean `retryDelay`. */
const folded = (name: string): string => name.replaceAll('_', '').toLowerCase()
