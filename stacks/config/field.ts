import { type At, type Doubtful, shownValue } from './problem.ts'

/** One value of the configuration: how it is read, what is expected, and how a right one looks. */
export interface Field<T> {
  readonly expected: string
  /** As it stands after `key: ` in the stack's file. */
  readonly example: string
  /** Never shown. */
  readonly isSecret: boolean
  /** The value, as far as it is right; what is wrong is noted at its place. */
  read(value: unknown, at: At): Doubtful<T> | undefined
}

interface Form<T> {
  readonly expected: string
  readonly example: string
  readonly isSecret?: boolean
  /** Undefined when the value is not as expected. */
  readonly convert: (value: unknown) => T | undefined
}

export function scalar<T>({ expected, example, isSecret = false, convert }: Form<T>): Field<T> {
  return {
    expected,
    example,
    isSecret,
    read(value, at) {
      const converted = convert(value)
      if (converted === undefined) at.note(unexpected({ expected, example, isSecret }, value, at))
      return converted as Doubtful<T> | undefined
    },
  }
}

export function unexpected(
  { expected, example, isSecret }: Pick<Field<unknown>, 'expected' | 'example' | 'isSecret'>,
  value: unknown,
  { lead }: At,
): string {
  const got = value === undefined ? 'is missing' : `expected ${expected}, got ${shownValue(value, isSecret)}`
  const missing = value === undefined ? `: expected ${expected}` : ''
  return `${got}${missing}. Example: ${lead}${example}`
}

type Words = Pick<Form<unknown>, 'expected' | 'example'> & { readonly isSecret?: boolean }

/** Text that a pattern or a check accepts. A number or a truth value that YAML made of a text is none: it needs quotes. */
export function text(words: Words, isRight: (value: string) => boolean = value => value !== ''): Field<string> {
  return scalar({ ...words, convert: value => (typeof value === 'string' && isRight(value) ? value : undefined) })
}

/** What the configuration holds encrypted. */
export const secret = (expected: string): Field<string> =>
  text(
    { expected, example: '{ secure: … } (set it with: pulumi config set --secret --path …)', isSecret: true },
    oneLine,
  )

const oneLine = (value: string): boolean => value !== '' && !/[\r\n\0]/.test(value)

export function wholeNumber([from, to]: readonly [number, number], example: number): Field<number> {
  return scalar({
    expected: `a whole number from ${from} to ${to}`,
    example: String(example),
    convert: value => {
      const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
      return Number.isInteger(number) && (number as number) >= from && (number as number) <= to
        ? (number as number)
        : undefined
    },
  })
}

/** A value at the top of the stack's file arrives as text, whatever it is in YAML. */
export const flag = (example: boolean): Field<boolean> =>
  scalar({
    expected: 'true or false',
    example: String(example),
    convert: value => (typeof value === 'boolean' ? value : FLAGS.get(String(value))),
  })

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

export function oneOf<T extends string>(values: readonly T[], example: T): Field<T> {
  return scalar({
    expected: `one of ${values.join(', ')}`,
    example,
    convert: value => values.find(known => known === value),
  })
}
