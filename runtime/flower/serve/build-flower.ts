import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify'
import { notFound } from '../../api/problem.ts'
import { SECURITY_HEADERS } from '../../api/security-headers.ts'
import { formTokens } from '../access/form-tokens.ts'
import { notices } from '../access/notices.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { serveActions } from '../rest/action-routes.ts'
import { serveMonitoring } from '../rest/monitor-routes.ts'
import { serveSending } from '../rest/sending-routes.ts'
import { serveTasks } from '../rest/task-routes.ts'
import { serveWorkers } from '../rest/worker-routes.ts'
import { answerError } from './answer-error.ts'
import { serveForms } from './form-routes.ts'
import { pageFrames } from './page-frames.ts'
import { servePages } from './page-routes.ts'
import { serveStatic } from './static-routes.ts'

/** Flower's pages and API below the URL prefix. It does not listen yet. */
export function buildFlower(parts: FlowerParts): FastifyInstance {
  const signed = { tokens: formTokens(parts.config, parts.clock), notices: notices(parts.config) }
  const frames = pageFrames(parts, signed)
  const answer = answerError(parts, frames)
  const server = fastify(serverOptions(parts, answer))
  const prefix = parts.settings.urlPrefix
  acceptForms(server)
  // Answers are plain JSON: compiled schemas would only take memory.
  server.setSerializerCompiler(() => JSON.stringify)
  server.setErrorHandler(answer)
  server.setNotFoundHandler((request, reply) => answer(notFound(undefined, 'There is nothing here'), request, reply))
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS)
  })
  if (prefix !== '') server.get('/', (_request, reply) => reply.redirect(`${prefix}/`))
  void server.register(
    async scope => {
      serveMonitoring(scope, parts)
      serveStatic(scope)
      serveWorkers(scope, parts)
      serveTasks(scope, parts)
      serveActions(scope, parts)
      serveSending(scope, parts)
      servePages(scope, parts, frames)
      serveForms(scope, parts, signed)
    },
    { prefix },
  )
  return server
}

/** Longest name of a worker or a task, with every byte escaped. */
const LONGEST_PARAMETER = 256 * 3

function serverOptions({ config }: FlowerParts, answer: ReturnType<typeof answerError>): FastifyServerOptions {
  const isBehindProxy = config.boolean('webserver', 'enable_proxy_fix')
  const most = config.integer('webserver', 'proxy_fix_x_for')
  return {
    logger: false,
    // An address that cannot be decoded reaches no hook.
    frameworkErrors: (error, request, reply) => answer(error, request, reply.headers(SECURITY_HEADERS)),
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    trustProxy: isBehindProxy ? (_address, hop) => hop < most : false,
    bodyLimit: 64 * 1024,
  }
}

/** What Flower's clients send: forms, JSON, or nothing under any name. */
function acceptForms(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, {})
    else void parse(request, body, done)
  })
  server.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body))),
  )
}
