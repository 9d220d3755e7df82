import { badRequest } from '../problem.ts'
import { pythonRepr } from './python-text.ts'

/** Only these fields, in the order asked for; without a list the whole object. @throws Problem 400 for unknown ones */
export function pickFields(view: Readonly<Record<string, unknown>>, fields: readonly string[] | undefined): object {
  if (fields === undefined) return view
  const unknown = fields.filter(field => !Object.hasOwn(view, field))
  if (unknown.length > 0) throw badRequest(`Invalid fields: ${pythonRepr(unknown)}`)
  return Object.fromEntries(fields.map(field => [field, view[field]]))
}
