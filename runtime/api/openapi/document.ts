import type { FastifyInstance } from 'fastify'
import type { Route } from '../route.ts'
import { openApiSchema } from './route-schema.ts'

/**
 * The OpenAPI document of these routes, as JSON. It is made by a server that never listens, when somebody asks: the
 * packages behind it take memory that the webserver does not need otherwise.
 */
export async function openApiDocument(routes: readonly Route[], version: string): Promise<string> {
  const server = await documentedServer(version)
  for (const route of routes) {
    server.route({
      method: route.method,
      url: `/api/v1${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      schema: openApiSchema(route),
      handler: async () => null,
    })
  }
  await server.ready()
  const document = JSON.stringify(server.swagger())
  await server.close()
  return document
}

async function documentedServer(version: string): Promise<FastifyInstance> {
  const { fastify } = await import('fastify')
  const { fastifySwagger } = await import('@fastify/swagger')
  const server = fastify({ logger: false })
  server.setValidatorCompiler(() => () => true)
  server.setSerializerCompiler(() => JSON.stringify)
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.0.3',
      info: {
        title: 'Airflow API (Stable)',
        description: 'The REST API of Airflow 2.10, served by Slipstream',
        version,
      },
      components: { securitySchemes: { Basic: { type: 'http', scheme: 'basic' } } },
    },
  })
  return server
}
