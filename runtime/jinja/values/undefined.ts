import { Undefined } from './python-types.ts'
import { typeName } from './type-of.ts'

export const undefinedName = (name: string): Undefined => new Undefined(`'${name}' is undefined`)

/** Jinja2's words for an attribute or string key that does not exist. */
export const undefinedAttribute = (owner: unknown, name: string): Undefined =>
  new Undefined(`'${ownerText(owner)}' has no attribute '${name}'`)

/** Jinja2's words for an element that does not exist. */
export const undefinedElement = (owner: unknown, keyText: string): Undefined =>
  new Undefined(`${ownerText(owner)} has no element ${keyText}`)

const ownerText = (owner: unknown): string => (owner === null ? 'None' : `${typeName(owner)} object`)
