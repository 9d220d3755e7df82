import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { fastifyCookie } from '@fastify/cookie'
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify'
import type { Config } from '../config/config.ts'
import { errorHandler } from './answer-error.ts'
import { authRoutes } from './auth/auth-routes.ts'
import { authentication } from './auth/authenticate.ts'
import { oidcSettings } from './auth/oidc/oidc-settings.ts'
import { serveOidc } from './auth/oidc/serve-oidc.ts'
import { allowOtherOrigins } from './cors.ts'
import { serveExperimental } from './experimental/serve-experimental.ts'
import { healthOf } from './health.ts'
import { serveMetrics } from './metrics/serve-metrics.ts'
import { openApiDocument } from './openapi/document.ts'
import { registerRoute } from './register-route.ts'
import type { Route, ServerParts } from './route.ts'
import { FAB_ROUTES, ROUTES } from './routes/table.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { uiRoutes } from './ui/ui-routes.ts'
import { serveWebApp } from './web-app/serve-web-app.ts'

/** The webserver: Airflow's REST API, /health, /metrics and the web app. It does not listen yet. */
export function buildServer(parts: ServerParts): FastifyInstance {
  const server = fastify(serverOptions(parts))
  acceptJsonOnly(server)
  void server.register(fastifyCookie)
  // Bodies and queries are read by input/, and answers are plain JSON: compiled schemas would only take memory.
  server.setSerializerCompiler(() => JSON.stringify)
  server.setErrorHandler(errorHandler(parts.log))
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS)
  })
  server.get('/health', () => healthOf(parts))
  allowOtherOrigins(server, parts.config)
  serveMetrics(server, parts)
  serveApi(server, parts)
  serveWebApp(server)
  return server
}

/** Longest name of the schema, a dataset's URI, with every byte escaped. */
const LONGEST_PARAMETER = 3000 * 3

function serverOptions({ config, log }: ServerParts): FastifyServerOptions {
  const answerError = errorHandler(log)
  const isBehindProxy = config.boolean('webserver', 'enable_proxy_fix')
  return {
    logger: false,
    // An address that cannot be decoded reaches no hook.
    frameworkErrors: (error, request, reply) => answerError(error, request, reply.headers(SECURITY_HEADERS)),
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    trustProxy: isBehindProxy ? hops(config.integer('webserver', 'proxy_fix_x_for')) : false,
    ...httpsOptions(config),
  }
}

const hops =
  (count: number) =>
  (_address: string, hop: number): boolean =>
    hop < count

function httpsOptions(config: Config): Pick<FastifyServerOptions, 'serverFactory'> {
  const cert = config.optional('webserver', 'web_server_ssl_cert')
  const key = config.optional('webserver', 'web_server_ssl_key')
  if (cert === null || key === null) return {}
  const files = { cert: readFileSync(cert), key: readFileSync(key) }
  return { serverFactory: handler => createServer(files, handler) as never }
}

/** Forms of other sites can send text, but not JSON: no foreign page can use the password that a browser keeps. */
function acceptJsonOnly(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, body, done)
  })
}

function serveApi(server: FastifyInstance, parts: ServerParts): void {
  const proof = authentication(parts)
  const closing = new AbortController()
  server.addHook('preClose', async () => closing.abort())
  const oidc = oidcSettings(parts.config)
  if (oidc !== null) serveOidc(server, { parts, settings: oidc, sessions: proof.sessions })
  for (const route of uiRoutes(parts, closing.signal))
    registerRoute(server, route, { parts, authenticate: proof.authenticate })
  const routes = [...authRoutes(proof, oidc), ...ROUTES.map(below(PREFIX)), ...FAB_ROUTES.map(below('/auth/fab/v1'))]
  for (const route of routes) registerRoute(server, route, { parts, authenticate: proof.authenticateForApi })
  if (parts.config.boolean('api', 'enable_experimental_api'))
    serveExperimental(server, { parts, authenticate: proof.authenticateForExperimental })
  let document: Promise<string> | null = null
  server.get(`${PREFIX}/openapi.json`, async (_request, reply) => {
    document ??= openApiDocument(ROUTES, parts.version)
    reply.type('application/json').serializer(String)
    return document
  })
}

const PREFIX = '/api/v1'

const below =
  (prefix: string) =>
  (route: Route): Route => ({ ...route, path: `${prefix}${route.path}` })
