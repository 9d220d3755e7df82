import type { FastifyReply, FastifyRequest } from 'fastify'
import { demandActor, type Visitor } from '../access/access.ts'
import { refuseForeignPages } from '../access/foreign-pages.ts'
import type { FlowerParts } from '../flower-parts.ts'

/** One request of somebody who may make it. */
export interface Visit {
  readonly parts: FlowerParts
  readonly visitor: Visitor
  readonly params: Readonly<Record<string, string>>
  /** Of repeated ones the last. */
  readonly query: Readonly<Record<string, string>>
  /** Query and body together, as Flower reads its arguments. */
  readonly given: Readonly<Record<string, unknown>>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** For those who may look. */
export const onVisit =
  (parts: FlowerParts, handle: (visit: Visit) => unknown): Handler =>
  async (request, reply) =>
    handle(visitOf(parts, await parts.access.visitorOf(request), { request, reply }))

/** For those who may act, from a program or our own pages. */
export const onDeed = (parts: FlowerParts, handle: (visit: Visit) => unknown): Handler =>
  onVisit(parts, visit => {
    demandActor(visit.visitor, parts.settings)
    refuseForeignPages(visit.request)
    return handle(visit)
  })

/** When nobody waits for the answer any more, or flower stops. */
export function goneSignal({ parts, reply }: Visit): AbortSignal {
  const left = new AbortController()
  reply.raw.once('close', () => left.abort())
  return AbortSignal.any([parts.signal, left.signal])
}

function visitOf(
  parts: FlowerParts,
  visitor: Visitor,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Visit {
  const query = lastValues(request.query as Readonly<Record<string, string | string[]>>)
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>
  const params = request.params as Readonly<Record<string, string>>
  return { parts, visitor, params, query, given: { ...query, ...body }, request, reply }
}

const lastValues = (query: Readonly<Record<string, string | string[]>>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat().at(-1) ?? '']))
