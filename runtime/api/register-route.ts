import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { User } from '../db/user.ts'
import { anonymous } from './auth/anonymous.ts'
import type { Authenticate } from './auth/authenticate.ts'
import { permittedRights, Rights } from './auth/permission.ts'
import { readBody } from './input/read-body.ts'
import { type RawQuery, readQuery } from './input/read-query.ts'
import { Problem } from './problem.ts'
import type { Route, ServerParts } from './route.ts'

/** Serves a route below the server's prefix: user, rights, query and body are checked before its handler runs. */
export function registerRoute(
  server: FastifyInstance,
  route: Route,
  { parts, authenticate }: { readonly parts: ServerParts; readonly authenticate: Authenticate },
): void {
  const timezone = parts.config.string('core', 'default_timezone')
  server.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    handler: async (request, reply) => {
      const permitted = await permittedUser(route, request, { parts, authenticate })
      const answer = await route.handle({
        parts,
        operationId: route.operationId,
        ...permitted,
        params: request.params as Readonly<Record<string, string>>,
        query: readQuery(route.query ?? {}, request.query as RawQuery, timezone),
        body: route.body === undefined ? undefined : readBody(route.body, request.body, timezone),
        request,
        reply,
      })
      return answer === null ? noContent(reply) : answer
    },
  })
}

interface Permitted {
  readonly user: User
  readonly rights: Rights
}

async function permittedUser(
  { access }: Route,
  request: FastifyRequest,
  { parts, authenticate }: { readonly parts: ServerParts; readonly authenticate: Authenticate },
): Promise<Permitted> {
  if (access === 'public') return { user: anonymous([]), rights: new Rights([]) }
  const user = await authenticate(request)
  const rights = await permittedRights(parts.database.kysely, user, { access, dagId: dagIdOf(request) })
  if (rights === null) throw new Problem(403)
  return { user, rights }
}

/** `~` stands for all DAGs. */
function dagIdOf({ params }: FastifyRequest): string | null {
  const { dag_id: dagId = '~' } = params as { readonly dag_id?: string }
  return dagId === '~' ? null : dagId
}

function noContent(reply: FastifyReply): FastifyReply {
  return reply.code(204).send()
}
