import { TemplateUndefinedError, TemplateValueError } from '../errors.ts'

/*
 * How Python's values are held: None = null, bool = boolean, str = string, int = a safe integer, float = any other number
 * or Float, list = array, tuple = Tuple, dict = Map or plain object.
 */

/** A float that is a whole number, which a JavaScript number alone cannot tell from an int. */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

export class Tuple {
  readonly items: readonly unknown[]

  constructor(items: readonly unknown[]) {
    this.items = items
  }
}

/** Python's dict_keys, dict_values and dict_items. */
export class DictView {
  readonly kind: 'dict_keys' | 'dict_values' | 'dict_items'
  readonly items: readonly unknown[]

  constructor(kind: DictView['kind'], items: readonly unknown[]) {
    this.kind = kind
    this.items = items
  }
}

export class Range {
  readonly start: number
  readonly stop: number
  readonly step: number

  constructor(start: number, stop: number, step: number) {
    if (step === 0) throw new TemplateValueError('range() arg 3 must not be zero')
    this.start = start
    this.stop = stop
    this.step = step
  }

  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step))
  }
}

/** What a name, attribute or element that does not exist evaluates to; any use but a few is an error. */
export class Undefined {
  /** Why it is undefined, in Jinja2's words. */
  readonly problem: string
  /** An inline if without else: its text is empty, as Jinja2 has it even where undefined is strict. */
  readonly isEmpty: boolean

  constructor(problem: string, isEmpty = false) {
    this.problem = problem
    this.isEmpty = isEmpty
  }
}

/** What prints, loops over and tests as nothing. */
export const isEmptyUndefined = (value: unknown): boolean => value instanceof Undefined && value.isEmpty

/** Every use of a value goes through here, as with Jinja2's StrictUndefined. */
export function requireDefined<T>(value: T): T {
  if (value instanceof Undefined) throw new TemplateUndefinedError(value.problem)
  return value
}

/** `namespace()`: attributes that can be set from inner scopes. */
export class Namespace {
  readonly values: Map<unknown, unknown>

  constructor(values: Map<unknown, unknown>) {
    this.values = values
  }
}
