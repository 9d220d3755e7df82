import { badRequest } from '../problem.ts'
import { pythonRepr } from '../views/python-text.ts'
import { parseDateTime } from './date-time.ts'
import type { BodyOf, BodySchema, FieldSchema, FieldType } from './schema.ts'

/**
 * Reads a JSON body with the answers of Airflow 2.x to what does not fit (connexion checks types, marshmallow fields).
 * @throws Problem 400
 */
export function readBody<B extends BodySchema>(schema: B, body: unknown, timezone: string): BodyOf<B> {
  if (!isObject(body)) throw badRequest(`${pythonRepr(body ?? null)} is not of type 'object'`)
  refuseUnknown(schema, body)
  const missing = schema.required?.find(name => body[name] === undefined)
  if (missing !== undefined) throw badRequest(`'${missing}' is a required property`)
  const values = Object.entries(schema.properties).map(([name, field]) => [
    name,
    body[name] === undefined ? field.default : readValue(field, body[name], { name, timezone }),
  ])
  return Object.fromEntries(values) as BodyOf<B>
}

function refuseUnknown(schema: BodySchema, body: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(body).filter(name => schema.properties[name] === undefined)
  if (unknown.length > 0)
    throw badRequest(pythonRepr(Object.fromEntries(unknown.map(name => [name, ['Unknown field.']]))))
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
  if (field.minimum !== undefined && (value as number) < field.minimum)
    throw badRequest(`${value} is less than the minimum of ${field.minimum} - '${place.name}'`)
  if (field.maxLength !== undefined && (value as string).length > field.maxLength)
    throw badRequest(`${pythonRepr(value)} is too long - '${place.name}'`)
  return convert(field, value, place)
}

function convert(field: FieldSchema, value: unknown, place: Place): unknown {
  const { items } = field
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

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
