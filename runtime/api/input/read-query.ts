import { badRequest } from '../problem.ts'
import { pythonRepr } from '../views/python-text.ts'
import { parseDateTime } from './date-time.ts'
import { type FieldSchema, type Fields, LARGEST_INTEGER, type ValuesOf } from './schema.ts'

/** A query string as Fastify parses it: a name that comes several times has a list. */
export type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>

/** Reads query parameters, with connexion's answers to what does not fit. @throws Problem 400 */
export function readQuery<P extends Fields>(fields: P, query: RawQuery, timezone: string): ValuesOf<P> {
  const extra = Object.keys(query).filter(name => !Object.hasOwn(fields, name))
  if (extra.length > 0) throw badRequest(`Extra query parameter(s) ${extra.join(', ')} not in spec`)
  const values = Object.entries(fields).map(([name, field]) => [
    name,
    query[name] === undefined ? field.default : readParameter(field, query[name], { name, timezone }),
  ])
  return Object.fromEntries(values) as ValuesOf<P>
}

interface Place {
  readonly name: string
  readonly timezone: string
}

function readParameter(field: FieldSchema, given: string | readonly string[], place: Place): unknown {
  const { items } = field
  // Lists come as ?state=a&state=b or as ?tags=a,b: Airflow's specification has both.
  if (items !== undefined) {
    const texts = (typeof given === 'string' ? [given] : given).flatMap(text => text.split(','))
    return texts.map(text => readText(items, text, place))
  }
  return readText(field, typeof given === 'string' ? given : (given.at(-1) as string), place)
}

function readText(field: FieldSchema, text: string, place: Place): unknown {
  const value = convert(field, text, place)
  if (field.enum !== undefined && !field.enum.includes(text))
    throw badRequest(`${pythonRepr(text)} is not one of ${pythonRepr(field.enum)} - '${place.name}'`)
  if (field.minimum !== undefined && (value as number) < field.minimum)
    throw badRequest(`${text} is less than the minimum of ${field.minimum} - '${place.name}'`)
  if (field.type === 'integer' && Math.abs(value as number) > LARGEST_INTEGER)
    throw badRequest(`${text} is greater than the maximum of ${LARGEST_INTEGER} - '${place.name}'`)
  return value
}

function convert({ type, format }: FieldSchema, text: string, place: Place): unknown {
  if (format === 'date-time') return readDateTime(text, place.timezone)
  if (type === 'string') return text
  const value = CONVERSIONS[type as keyof typeof CONVERSIONS](text)
  if (value === null) throw badRequest(`Wrong type, expected '${type}' for query parameter '${place.name}'`)
  return value
}

const CONVERSIONS = {
  integer: (text: string) => (/^[+-]?\d{1,15}$/.test(text) ? Number(text) : null),
  number: (text: string) => (text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text)),
  boolean: (text: string) => ({ true: true, false: false })[text.toLowerCase()] ?? null,
}

function readDateTime(text: string, timezone: string): number {
  // A plus sign that was not escaped in the address arrives as a blank.
  const ms = parseDateTime(text.replace(/ (?=\d\d:?\d\d$)/, '+'), timezone)
  if (ms === null) throw badRequest(`Unable to parse string [${text}]`, 'Incorrect datetime argument')
  return ms
}
