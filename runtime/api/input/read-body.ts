import { badRequest } from '../problem.ts'
import { pythonRepr } from '../views/python-text.ts'
import { parseDateTime } from './date-time.ts'
import { type BodyOf, type BodySchema, type FieldSchema, type FieldType, LARGEST_INTEGER } from './schema.ts'

/**
 * Reads a JSON body with the answers of Airflow 2.x to what does not fit (connexion checks types, marshmallow fields).
 * @throws Problem 400
 */
export function readBody<B extends BodySchema>(schema: B, body: unknown, timezone: string): BodyOf<B> {
  if (!isObject(body)) throw badRequest(`${pythonRepr(body ?? null)} is not of type 'object'`)
  return readFields(schema, body, { name: '', timezone }) as BodyOf<B>
}

function readFields(schema: BodySchema, given: JsonObject, place: Place): JsonObject {
  refuseUnknown(schema, given, place)
  const missing = schema.required?.find(name => valueAt(given, name) === undefined)
  if (missing !== undefined) throw badRequest(`'${missing}' is a required property${suffixOf(place)}`)
  const values = Object.entries(schema.properties).map(([name, field]) => {
    const value = valueAt(given, name)
    return [name, value === undefined ? field.default : readValue(field, value, below(place, name))]
  })
  return Object.fromEntries(values)
}

type JsonObject = Readonly<Record<string, unknown>>

const valueAt = (given: JsonObject, name: string): unknown => (Object.hasOwn(given, name) ? given[name] : undefined)

const below = ({ name, timezone }: Place, field: string): Place => ({
  name: name === '' ? field : `${name}.${field}`,
  timezone,
})

const suffixOf = ({ name }: Place): string => (name === '' ? '' : ` - '${name}'`)

function refuseUnknown(schema: BodySchema, given: JsonObject, place: Place): void {
  const unknown = Object.keys(given).filter(name => !Object.hasOwn(schema.properties, name))
  if (unknown.length > 0)
    throw badRequest(pythonRepr(Object.fromEntries(unknown.map(name => [below(place, name).name, ['Unknown field.']]))))
}

interface Place {
  readonly name: string
  readonly timezone: string
}

function readValue(field: FieldSchema, value: unknown, place: Place): unknown {
  if (value === null && field.nullable) return null
  if (!TYPE_CHECKS[field.type](value))
    throw badRequest(`${pythonRepr(value)} is not of type '${field.type}' - '${place.name}'`)
  if (field.enum !== undefined && !field.enum.includes(value as string))
    throw badRequest(`${pythonRepr(value)} is not one of ${pythonRepr(field.enum)} - '${place.name}'`)
  const problem = outOfBounds(field, value)
  if (problem !== null) throw badRequest(`${problem} - '${place.name}'`)
  return convert(field, value, place)
}

function outOfBounds({ type, minimum, minLength, maxLength }: FieldSchema, value: unknown): string | null {
  if (minimum !== undefined && (value as number) < minimum) return `${value} is less than the minimum of ${minimum}`
  if (type === 'integer' && Math.abs(value as number) > LARGEST_INTEGER)
    return `${value} is greater than the maximum of ${LARGEST_INTEGER}`
  if (minLength !== undefined && (value as string).length < minLength) return `${pythonRepr(value)} is too short`
  if (maxLength !== undefined && (value as string).length > maxLength) return `${pythonRepr(value)} is too long`
  return null
}

function convert(field: FieldSchema, value: unknown, place: Place): unknown {
  const { items, properties, required } = field
  if (properties !== undefined)
    return readFields({ properties, ...(required === undefined ? {} : { required }) }, value as JsonObject, place)
  if (items !== undefined)
    return (value as readonly unknown[]).map((item, index) =>
      readValue(items, item, { ...place, name: `${place.name}.${index}` }),
    )
  if (field.format === undefined) return value
  const ms = parseDateTime(value as string, place.timezone)
  if (ms === null) throw badRequest(pythonRepr({ [place.name]: ['Not a valid datetime.'] }))
  return ms
}

const TYPE_CHECKS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  string: value => typeof value === 'string',
  integer: value => Number.isSafeInteger(value),
  number: value => typeof value === 'number',
  boolean: value => typeof value === 'boolean',
  array: value => Array.isArray(value),
  object: value => isObject(value),
  any: () => true,
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
