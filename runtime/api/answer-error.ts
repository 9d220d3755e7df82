import type { FastifyReply, FastifyRequest } from 'fastify'
import { DagNotFound, DagRunNotFound, SlipstreamError, TaskNotFound } from '../model/errors.ts'
import { InvalidRunId } from '../model/run-id.ts'
import type { Log } from '../service/log.ts'
import { Problem, problemBody } from './problem.ts'

/** Answers with problem+json; what is no fault of the client is logged. */
export const errorHandler =
  (log: Log) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    return answerProblem(reply, loggedProblem(log, request, error))
  }

/** What an error is to a client; logged where it is no fault of theirs. */
export function loggedProblem(log: Log, { method, url }: FastifyRequest, error: unknown): Problem {
  const problem = toProblem(error)
  if (problem.status >= 500)
    log.error('request_failed', { request: `${method} ${url.split('?')[0]}`, error: describe(error) })
  return problem
}

export function answerProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problemBody(problem))
}

export const pageNotFound = (): Problem =>
  new Problem(404, {
    detail: 'There is nothing at this address. The API begins at /api/v1; see /api/v1/openapi.json',
  })

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const detail = error instanceof Error ? error.message : String(error)
  const cause = { cause: error }
  if (error instanceof DagNotFound || error instanceof DagRunNotFound || error instanceof TaskNotFound)
    return new Problem(404, { detail }, cause)
  if (error instanceof InvalidRunId) return new Problem(400, { detail }, cause)
  if (hasErrno(error, OUT_OF_RANGE)) return new Problem(400, { detail }, cause)
  if (hasErrno(error, FOREIGN_CHARACTERS)) return new Problem(400, { detail: NO_SUCH_CHARACTERS }, cause)
  // The text of an error that we can explain helps whoever runs the server, and holds no secrets.
  if (error instanceof SlipstreamError) return new Problem(500, { detail }, cause)
  return requestProblem(error, detail) ?? new Problem(500, { detail: 'See the log of the webserver' }, cause)
}

/** What Fastify found wrong with a request, in Airflow's words; null for an error that is our fault. */
function requestProblem(error: unknown, detail: string): Problem | null {
  const { code, statusCode } = (error ?? {}) as { readonly code?: string; readonly statusCode?: number }
  if (statusCode === undefined || statusCode >= 500) return null
  const cause = { cause: error }
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY')
    return new Problem(400, { detail: 'Request body is not valid JSON' }, cause)
  if (statusCode === 415)
    return new Problem(415, { detail: 'Invalid Content-type, JSON data was expected (application/json)' }, cause)
  return new Problem(statusCode === 413 ? 413 : 400, { detail }, cause)
}

/** MySQL's timestamps end in 2038 (ER_TRUNCATED_WRONG_VALUE, ER_DATA_OUT_OF_RANGE), its texts too (ER_DATA_TOO_LONG). */
const OUT_OF_RANGE: readonly unknown[] = [1264, 1292, 1406]

/** ER_CANT_AGGREGATE_2COLLATIONS, _3COLLATIONS and _NCOLLATIONS, ER_TRUNCATED_WRONG_VALUE_FOR_FIELD, ER_CANNOT_CONVERT_STRING. */
const FOREIGN_CHARACTERS: readonly unknown[] = [1267, 1270, 1271, 1366, 3988]
const NO_SUCH_CHARACTERS =
  'An id or URI holds characters that it cannot have: ids may not go beyond the Basic Multilingual Plane, nor URIs beyond Latin 1'

const hasErrno = (error: unknown, numbers: readonly unknown[]): boolean =>
  error instanceof Error && 'errno' in error && numbers.includes(error.errno)

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
