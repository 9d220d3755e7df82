import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fastifyStatic } from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerProblem, pageNotFound } from '../answer-error.ts'
import { prefersJson } from '../input/accept.ts'
import { Problem } from '../problem.ts'
import { APP_POLICY } from '../security-headers.ts'

const DIST = fileURLToPath(new URL('../../../web/dist', import.meta.url))

/**
 * Serves the built web app: its assets, whose names change with their content, and its page at every address that is
 * not the API's. In a checkout `npm start` and `npm test` build it.
 */
export function serveWebApp(server: FastifyInstance, dist: string = DIST): void {
  void server.register(fastifyStatic, {
    root: join(dist, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: reply => {
      reply.header('Cache-Control', 'public, max-age=31536000, immutable')
    },
  })
  server.setNotFoundHandler((request, reply) =>
    isPage(request) ? answerPage(reply, dist) : answerProblem(reply, pageNotFound()),
  )
}

/** Addresses below these are for programs. */
const FOR_PROGRAMS = /^\/(api|auth|ui|assets|health|metrics)(\/|$|\?)/

/** Links into the app are opened by people: what asks for JSON gets a problem. */
const isPage = ({ method, url, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && !FOR_PROGRAMS.test(url) && !prefersJson(headers.accept)

function answerPage(reply: FastifyReply, dist: string): FastifyReply {
  const index = join(dist, 'index.html')
  if (!existsSync(index)) return answerProblem(reply, NOT_BUILT)
  return reply
    .header('Content-Security-Policy', APP_POLICY)
    .type('text/html; charset=utf-8')
    .serializer(String)
    .send(readFileSync(index, 'utf8'))
}

const NOT_BUILT = new Problem(503, { detail: 'The web app is not built in this checkout. Build it with: npm start' })
