import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { loggedProblem } from '../answer-error.ts'
import type { Authenticate } from '../auth/authenticate.ts'
import { registerRoute } from '../register-route.ts'
import type { ServerParts } from '../route.ts'
import { dagRoutes } from './dag-routes.ts'
import { poolRoutes } from './pool-routes.ts'
import { runRoutes } from './run-routes.ts'

/** The API of Airflow 1.10, where [api] enable_experimental_api turns it on; what it refuses is `{"error": "…"}`. */
export function serveExperimental(
  server: FastifyInstance,
  given: { readonly parts: ServerParts; readonly authenticate: Authenticate },
): void {
  void server.register(
    (scope, _options, done) => {
      scope.setErrorHandler((error, request, reply) => answerError(given.parts, { error, request, reply }))
      for (const route of [...dagRoutes, ...runRoutes, ...poolRoutes]) registerRoute(scope, route, given)
      done()
    },
    { prefix: '/api/experimental' },
  )
}

function answerError(
  { log }: ServerParts,
  { error, request, reply }: { error: unknown; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  const { status, title, detail, headers } = loggedProblem(log, request, error)
  return reply
    .code(status)
    .headers(headers)
    .send({ error: detail ?? title })
}
