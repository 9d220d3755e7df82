import { type Field, unexpected } from './field.ts'
import { nearestName } from './nearest-name.ts'
import type { At, Doubtful } from './problem.ts'

/** A member of an object, and what holds when it is not given. */
export interface Member<T> {
  readonly field: Field<NonNullable<T>>
  readonly absent: 'wrong' | 'fine' | { readonly value: NonNullable<T> }
}

export const required = <T>(field: Field<NonNullable<T>>): Member<T> => ({ field, absent: 'wrong' })

export const optional = <T>(field: Field<NonNullable<T>>): Member<T> => ({ field, absent: 'fine' })

export const otherwise = <T>(field: Field<NonNullable<T>>, value: NonNullable<T>): Member<T> => ({
  field,
  absent: { value },
})

/** Every member of an object. */
export type Shape<T> = { readonly [Key in keyof Required<T>]: Member<T[Key]> }

/** An object of these members and no others. */
export function objectOf<T extends object>(shape: Shape<T>, words: { expected: string; example: string }): Field<T> {
  const field = { ...words, isSecret: false }
  return {
    ...field,
    read(value, at) {
      if (!isObject(value)) {
        at.note(unexpected(field, value, at))
        return undefined
      }
      noteUnknown(value, Object.keys(shape), at)
      return readMembers(shape, value, at)
    },
  }
}

/** What a member that is missing altogether would be read from: its own members may have values to fall back on. */
export const EMPTY: Readonly<Record<string, unknown>> = {}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function noteUnknown(value: object, known: readonly string[], at: At): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue
    const nearest = nearestName(key, known)
    const hint = nearest === null ? `Known are ${known.join(', ')}` : `Did you mean ${nearest}?`
    at.member(key).note(`unknown key. ${hint}`)
  }
}

function readMembers<T extends object>(shape: Shape<T>, value: Readonly<Record<string, unknown>>, at: At): Doubtful<T> {
  const entries = Object.entries<Member<unknown>>(shape).flatMap(([key, member]) => {
    const read = readMember(member, value[key], at.member(key))
    return read === undefined ? [] : [[key, read] as const]
  })
  return Object.fromEntries(entries) as Doubtful<T>
}

function readMember({ field, absent }: Member<unknown>, value: unknown, at: At): unknown {
  if (value !== undefined && value !== null) return field.read(value, at)
  if (typeof absent === 'object') return absent.value === EMPTY ? field.read(EMPTY, at) : absent.value
  if (absent === 'wrong') at.note(unexpected(field, undefined, at))
  return undefined
}

export function listOf<T>(item: Field<T>, { least = 0 }: { readonly least?: number } = {}): Field<readonly T[]> {
  const field = {
    expected: `a list${least > 0 ? ` of at least ${least}` : ''}, each ${item.expected}`,
    example: `[${item.example}]`,
    isSecret: item.isSecret,
  }
  return {
    ...field,
    read(value, at) {
      if (!Array.isArray(value) || value.length < least) {
        at.note(unexpected(field, value, at))
        return undefined
      }
      return value.map((one, index) => item.read(one, at.item(index))) as unknown as Doubtful<readonly T[]>
    },
  }
}

/** An object whose keys the user chooses. */
export function tableOf<T>(
  value: Field<T>,
  keyProblem: (key: string) => string | null,
): Field<Readonly<Record<string, T>>> {
  const field = { expected: 'an object', example: value.example, isSecret: value.isSecret }
  return {
    ...field,
    read(given, at) {
      if (!isObject(given)) {
        at.note(unexpected(field, given, at))
        return undefined
      }
      return Object.fromEntries(
        Object.entries(given).map(([key, one]) => {
          const problem = keyProblem(key)
          if (problem !== null) at.member(key).note(problem)
          return [key, value.read(one, at.member(key))]
        }),
      ) as Doubtful<Readonly<Record<string, T>>>
    },
  }
}
