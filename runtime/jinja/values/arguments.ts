import { TemplateValueError } from '../errors.ts'
import { integerArgument } from './numbers.ts'
import { requireDefined } from './python-types.ts'
import { typeName } from './type-of.ts'

/** Arguments that are absent or None take the default. */
export const integerOr = <Default>(value: unknown, defaultValue: Default): number | Default =>
  isAbsent(value) ? defaultValue : integerArgument(value)

export const textOr = <Default>(value: unknown, defaultValue: Default): string | Default =>
  isAbsent(value) ? defaultValue : textArgument(value)

export function textArgument(value: unknown): string {
  if (typeof requireDefined(value) === 'string') return value as string
  throw new TemplateValueError(
    value === undefined ? 'missing a required text argument' : `expected text (str), got '${typeName(value)}'`,
  )
}

/** A required argument of any type. */
export function required(value: unknown, name: string): unknown {
  if (value === undefined) throw new TemplateValueError(`missing required argument '${name}'`)
  return value
}

function isAbsent(value: unknown): boolean {
  requireDefined(value)
  return value === undefined || value === null
}
