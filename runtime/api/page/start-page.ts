import type { FastifyReply, FastifyRequest } from 'fastify'
import { countDags } from '../../db/dag-list.ts'
import { healthOf } from '../health.ts'
import { prefersJson } from '../input/accept.ts'
import type { ServerParts } from '../route.ts'
import { pagePolicy } from '../security-headers.ts'
import { LINKS, type Overview, renderStartPage } from './render.ts'
import { STYLES } from './styles.ts'

const POLICY = pagePolicy(STYLES)

/** Says what is running here: a page for people, JSON for programs. */
export const startPage =
  (parts: ServerParts) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const overview = await overviewOf(parts)
    if (prefersJson(request.headers.accept)) return { ...overview, links: LINKS.map(link => link.href) }
    reply.header('Content-Security-Policy', POLICY).type('text/html; charset=utf-8')
    return renderStartPage(overview)
  }

async function overviewOf(parts: ServerParts): Promise<Overview> {
  const dags = await countDags(parts.database.kysely).catch(() => null)
  return { version: parts.version, instance: instanceOf(parts), health: await healthOf(parts), dags }
}

const instanceOf = ({ config }: ServerParts): string => config.optional('webserver', 'instance_name') ?? 'Slipstream'
