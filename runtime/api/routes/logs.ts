import { Readable } from 'node:stream'
import type { ListedTaskInstance } from '../../db/task-instance-list.ts'
import { attemptLogPath } from '../../task-log/log-path.ts'
import { readTaskLog } from '../../task-log/log-reader.ts'
import { signingSecret } from '../file-tokens.ts'
import { prefersText } from '../input/accept.ts'
import { badRequest, notFound } from '../problem.ts'
import { type Call, type Route, route, type ServerParts } from '../route.ts'
import { readToken, signToken } from '../signed-token.ts'
import { pythonRepr } from '../views/python-text.ts'
import { requireTaskInstance } from './task-instances.ts'

export const logRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{task_try_number}',
    operationId: 'get_log',
    summary: 'The log of one attempt: JSON in parts, or plain text',
    tag: 'TaskInstance',
    access: 'read',
    query: {
      full_content: { type: 'boolean', default: false, description: 'All of it in one answer.' },
      map_index: { type: 'integer', default: -1 },
      token: { type: 'string', description: 'The continuation_token of the answer before.' },
    },
    handle: async call => {
      const { parts, params, query } = call
      const position = readPosition(parts, query.token)
      const tryNumber = tryNumberOf(params.task_try_number)
      const instance = await requireTaskInstance(parts, { ...params, map_index: query.map_index })
      const path = attemptLogPath(parts.config, { ...instance, tryNumber })
      if (prefersText(call.request.headers.accept)) return answerText(call, instance, path)
      const wantsAll = query.full_content || position.download_logs
      return answerJson(parts, { instance, tryNumber, path, position: { ...position, download_logs: wantsAll } })
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

function tryNumberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw notFound('Not Found', `Try number ${text} is not a number`)
  return Number(text)
}

interface Reading {
  readonly instance: ListedTaskInstance
  readonly tryNumber: number
  readonly path: string
  readonly position: Position
}

async function answerJson(parts: ServerParts, { instance, tryNumber, path, position }: Reading) {
  const texts: string[] = []
  let offset = position.log_pos
  let isAtEnd = false
  do {
    const chunk = await readTaskLog(path, offset)
    texts.push(offset === 0 ? heading(path, chunk.isMissing) : '', chunk.content)
    offset = chunk.nextOffset
    isAtEnd = chunk.isAtEnd
  } while (position.download_logs && !isAtEnd)
  const isGrowing = instance.tryNumber === tryNumber && isUnderWay(instance)
  const next = { end_of_log: isAtEnd && !isGrowing, log_pos: offset, download_logs: position.download_logs }
  return {
    continuation_token: signToken(next, tokenKey(parts)),
    // Airflow 2.x shows the Python list that its log reader gives: pairs of host and text.
    content: `[(${pythonRepr(instance.hostname)}, ${pythonRepr(texts.join(''))})]`,
  }
}

const isUnderWay = ({ state }: ListedTaskInstance): boolean =>
  state === 'running' || state === 'deferred' || state === 'restarting'

function answerText(call: Call, instance: ListedTaskInstance, path: string): Readable {
  call.reply.type('text/plain; charset=utf-8')
  return Readable.from(textOf(instance.hostname, path))
}

/** The whole file, piece by piece: a log may be larger than what we want in memory. */
async function* textOf(hostname: string, path: string): AsyncGenerator<string> {
  for (let offset = 0, isAtEnd = false; !isAtEnd; ) {
    const chunk = await readTaskLog(path, offset)
    yield offset === 0 ? `${hostname}\n${heading(path, chunk.isMissing)}${chunk.content}` : chunk.content
    offset = chunk.nextOffset
    isAtEnd = chunk.isAtEnd
  }
  yield '\n'
}

const heading = (path: string, isMissing: boolean): string =>
  isMissing
    ? `*** No log file found: ${path}\n*** The attempt has not started, did not run on this machine, or its log was deleted.\n`
    : `*** Found local files:\n***   * ${path}\n`
