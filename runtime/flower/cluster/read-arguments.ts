import { badRequest } from '../../api/problem.ts'
import type { JsonValue } from '../../model/keys.ts'
import type { ActionArguments, ActionField } from './action.ts'

/** The arguments of an action out of what a form, a query or a JSON body says. @throws Problem 400 */
export function readArguments(
  fields: readonly ActionField[],
  given: Readonly<Record<string, unknown>>,
): ActionArguments {
  return Object.fromEntries(fields.flatMap(field => argumentOf(field, given[field.name])))
}

function argumentOf(field: ActionField, value: unknown): [string, JsonValue][] {
  const text = value === undefined || value === null ? '' : String(value).trim()
  if (text !== '') return [[field.name, READERS[field.kind](field.name, text)]]
  if (field.fallback !== undefined) return [[field.name, field.fallback]]
  if (field.isOptional === true) return []
  throw badRequest(`Missing argument ${field.name}`)
}

const READERS: Readonly<Record<ActionField['kind'], (name: string, text: string) => JsonValue>> = {
  integer: (_, text) => {
    if (/^\d{1,6}$/.test(text)) return Number(text)
    throw wrong(text, 'int')
  },
  number: (_, text) => {
    if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
    throw wrong(text, 'float')
  },
  flag: (_, text) => {
    if (/^(1|t|true|y|yes|on)$/i.test(text)) return true
    if (/^(0|f|false|n|no|off)$/i.test(text)) return false
    throw wrong(text, 'bool')
  },
  text: (name, text) => {
    if (text.length <= LONGEST_TEXT) return text
    throw badRequest(`Argument ${name} is longer than ${LONGEST_TEXT} characters`)
  },
}

const LONGEST_TEXT = 255

/** In Flower's words, with Python's name of the type. */
const wrong = (text: string, type: 'int' | 'float' | 'bool') =>
  badRequest(`Invalid argument '${text}' of type '${type}'`)
