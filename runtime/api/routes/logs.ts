import { Readable } from 'node:stream'
import { hostNameOfAttempt } from '../../db/attempt-host-name.ts'
import type { ListedTaskInstance } from '../../db/task-instance-list.ts'
import type { Clock } from '../../service/clock.ts'
import { type AttemptLog, readAttemptLog } from '../../task-log/attempt-log.ts'
import { attemptLogPath } from '../../task-log/log-path.ts'
import { signingSecret } from '../file-tokens.ts'
import { prefersText } from '../input/accept.ts'
import { badRequest, notFound } from '../problem.ts'
import { type Call, type Route, route, type ServerParts } from '../route.ts'
import { readToken, signToken } from '../signed-token.ts'
import { pythonRepr } from '../views/python-text.ts'
import { object, TEXT } from '../views/shape.ts'
import { requireTaskInstance } from './task-instances.ts'

export const logRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{task_try_number}',
    operationId: 'get_log',
    summary: 'The log of one attempt: JSON in parts, or plain text',
    tag: 'TaskInstance',
    access: ['can_read', 'Task Logs'],
    query: {
      full_content: { type: 'boolean', default: false, description: 'All of it in one answer.' },
      map_index: { type: 'integer', default: -1 },
      token: { type: 'string', description: 'The continuation_token of the answer before.' },
    },
    answer: object({ continuation_token: TEXT, content: TEXT }),
    handle: async call => {
      const { parts, params, query } = call
      const position = readPosition(parts, query.token)
      const tryNumber = tryNumberOf(params.task_try_number)
      const instance = await requireTaskInstance(parts, { ...params, map_index: query.map_index })
      const log = await attemptLogOf(parts, instance, tryNumber)
      if (prefersText(call.request.headers.accept)) return answerText(call, log)
      const isGrowing = instance.tryNumber === tryNumber && isUnderWay(instance)
      const wantsAll = query.full_content || position.download_logs
      return answerJson(parts, { log, isGrowing, position: { ...position, download_logs: wantsAll } })
    },
  }),
]

/** Airflow's metadata of a log, which the token carries. */
interface Position {
  readonly log_pos: number
  readonly download_logs: boolean
}

function readPosition(parts: ServerParts, token: string | undefined): Position {
  if (token === undefined) return { log_pos: 0, download_logs: false }
  const position = readToken(token, tokenKey(parts))
  if (position === undefined)
    throw badRequest(undefined, 'Bad Signature. Please use only the tokens provided by the API.')
  return position as unknown as Position
}

const tokenKey = ({ config }: ServerParts) => ({ secret: signingSecret(config), purpose: 'log_position' })

/** @throws Problem 404 */
export function tryNumberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw notFound('Not Found', `Try number ${text} is not a number`)
  return Number(text)
}

/** Where the log of an attempt is, on whichever host. */
export async function attemptLogOf(
  { config, database }: ServerParts,
  instance: ListedTaskInstance,
  tryNumber: number,
): Promise<AttemptLog> {
  return {
    config,
    hostname: await hostNameOfAttempt(database.kysely, instance, tryNumber),
    path: attemptLogPath(config, { ...instance, tryNumber }),
  }
}

interface Reading {
  readonly log: AttemptLog
  /** The attempt is under way: what is the end now may not be later. */
  readonly isGrowing: boolean
  readonly position: Position
}

async function answerJson(parts: ServerParts, { log, isGrowing, position }: Reading) {
  const texts: string[] = []
  let offset = position.log_pos
  let isAtEnd = false
  do {
    const chunk = await readAttemptLog(log, offset, parts.clock())
    texts.push(chunk.heading, chunk.content)
    offset = chunk.nextOffset
    isAtEnd = chunk.isAtEnd
  } while (position.download_logs && !isAtEnd)
  const next = { end_of_log: isAtEnd && !isGrowing, log_pos: offset, download_logs: position.download_logs }
  return {
    continuation_token: signToken(next, tokenKey(parts)),
    // Airflow 2.x shows the Python list that its log reader gives: pairs of host and text.
    content: `[(${pythonRepr(log.hostname)}, ${pythonRepr(texts.join(''))})]`,
  }
}

/** Its log may still grow. */
export const isUnderWay = ({ state }: ListedTaskInstance): boolean =>
  state === 'running' || state === 'deferred' || state === 'restarting'

function answerText({ parts, reply }: Call, log: AttemptLog): Readable {
  reply.type('text/plain; charset=utf-8')
  return Readable.from(textOf(log, parts.clock))
}

/** The whole log, piece by piece: it may be larger than what we want in memory. */
async function* textOf(log: AttemptLog, clock: Clock): AsyncGenerator<string> {
  yield `${log.hostname}\n`
  for (let offset = 0, isAtEnd = false; !isAtEnd; ) {
    const chunk = await readAttemptLog(log, offset, clock())
    yield `${chunk.heading}${chunk.content}`
    offset = chunk.nextOffset
    isAtEnd = chunk.isAtEnd
  }
  yield '\n'
}
