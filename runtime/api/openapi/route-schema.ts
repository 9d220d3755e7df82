import type { BodySchema, FieldSchema, Fields } from '../input/schema.ts'
import type { Route } from '../route.ts'

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

function jsonSchema({ type, items, ...rest }: FieldSchema): Readonly<Record<string, unknown>> {
  return {
    ...rest,
    ...(type === 'any' ? {} : { type }),
    ...(items === undefined ? {} : { items: jsonSchema(items) }),
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

function responses({ access, method }: Route) {
  const success = method === 'DELETE' ? { 204: { type: 'null', description: 'Deleted' } } : { 200: SUCCESS }
  const refusals = access === 'public' ? [] : [400, 401, 403, 404]
  return { ...success, ...Object.fromEntries(refusals.map(status => [status, PROBLEM])) }
}

const SUCCESS = { type: 'object', additionalProperties: true, description: 'Success' } as const
