import { STATUS_CODES } from 'node:http'
import { type BodySchema, type FieldSchema, type Fields, LARGEST_INTEGER } from '../input/schema.ts'
import type { Route } from '../route.ts'
import type { Shape } from '../views/shape.ts'

/** A route's part of the OpenAPI document, in the form that @fastify/swagger reads. */
export function openApiSchema(route: Route): Readonly<Record<string, unknown>> {
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    params: objectSchema({ properties: paramFields(route.path), required: Object.keys(paramFields(route.path)) }),
    querystring: objectSchema({ properties: route.query ?? {} }),
    ...(route.body === undefined ? {} : { body: objectSchema(route.body) }),
    ...(route.access === 'public' ? {} : { security: [{ Basic: [] }] }),
    response: responses(route),
  }
}

const paramFields = (path: string): Fields =>
  Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, { type: 'string' } as const]))

const objectSchema = ({ properties, required }: BodySchema) => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, jsonSchema(field)])),
  ...(required === undefined || required.length === 0 ? {} : { required }),
  additionalProperties: false,
})

function jsonSchema({ type, items, properties, required, ...rest }: FieldSchema): Readonly<Record<string, unknown>> {
  return {
    ...rest,
    ...(type === 'any' ? {} : { type }),
    ...(type === 'array' ? { items: items === undefined ? {} : jsonSchema(items) } : {}),
    ...(type === 'integer' ? { maximum: LARGEST_INTEGER } : {}),
    ...(properties === undefined ? {} : objectSchema({ properties, ...(required === undefined ? {} : { required }) })),
  }
}

const PROBLEM = {
  type: 'object',
  properties: {
    detail: { type: 'string', nullable: true },
    status: { type: 'integer' },
    title: { type: 'string' },
    type: { type: 'string' },
  },
} as const

function responses({ access, method, answer = SUCCESS }: Route) {
  const refusals = access === 'public' ? [] : [400, 401, 403, 404, 409, 429]
  return {
    ...successes(method, answer),
    ...Object.fromEntries(refusals.map(status => [status, problemAnswer(status)])),
  }
}

function successes(method: Route['method'], answer: Shape) {
  if (method === 'DELETE') return { 204: { type: 'null', description: 'Deleted' } }
  if (method === 'PUT') return { 201: { type: 'null', description: 'Accepted' } }
  return { 200: { description: 'Success', content: { 'application/json': { schema: answer } } } }
}

const problemAnswer = (status: number) => ({
  description: STATUS_CODES[status] ?? '',
  content: { 'application/problem+json': { schema: PROBLEM } },
})

const SUCCESS: Shape = { type: 'object', additionalProperties: true }
