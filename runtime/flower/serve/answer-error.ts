import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../../api/problem.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { html } from '../pages/frame/html.ts'
import type { Page } from '../pages/frame/layout.ts'
import { problemOf } from './flower-error.ts'
import type { PageFrames } from './page-frames.ts'

/** Programs get Flower's plain sentence, people a page; what is no fault of the client is logged. */
export const answerError =
  ({ log, settings }: Pick<FlowerParts, 'log' | 'settings'>, frames: PageFrames) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = problemOf(error)
    if (problem.status === 500)
      log.error('request_failed', { request: `${request.method} ${pathOf(request)}`, error: describe(error) })
    reply.code(problem.status).headers(problem.headers)
    if (isForPeople(request, settings.urlPrefix)) return frames.answerAnybody(reply, errorPage(problem))
    return reply
      .type('text/plain; charset=utf-8')
      .serializer(String)
      .send(problem.detail ?? problem.title)
  }

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0] as string

const isForPeople = (request: FastifyRequest, prefix: string): boolean =>
  !/^\/(api|static|metrics|healthcheck)(\/|$)/.test(pathOf(request).slice(prefix.length))

function errorPage({ status, title, detail }: Problem): Page {
  const content = html`<h1>${title}</h1><p class="lead">${detail}</p>${status === 401 ? html`<p>Anybody with an Airflow user of the role Op or Admin may act here.</p>` : null}`
  return { title, section: null, content }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
