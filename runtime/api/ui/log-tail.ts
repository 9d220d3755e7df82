import type { ListedTaskInstance } from '../../db/task-instance-list.ts'
import { restFor } from '../../service/poll.ts'
import { readAttemptLog } from '../../task-log/attempt-log.ts'
import { type Route, route, type ServerParts } from '../route.ts'
import { attemptLogOf, isUnderWay, tryNumberOf } from '../routes/logs.ts'
import { type InstancePath, requireTaskInstance } from '../routes/task-instances.ts'
import type { LogPiece } from './contract/task.ts'
import { answerEvents } from './live/event-stream.ts'

export const logTailRoute = (closing: AbortSignal): Route =>
  route({
    method: 'GET',
    path: '/ui/dags/{dag_id}/runs/{dag_run_id}/tasks/{task_id}/log/{try_number}',
    operationId: 'ui_log',
    summary: 'The log of an attempt from its beginning, and what is added to it until it ends',
    tag: 'Pages',
    access: ['can_read', 'Task Logs'],
    query: { map_index: { type: 'integer', default: -1 } },
    handle: async ({ parts, params, query, reply }) => {
      const path = { ...params, map_index: query.map_index }
      const tryNumber = tryNumberOf(params.try_number)
      await requireTaskInstance(parts, path)
      return answerEvents(reply, closing, signal => piecesOf(parts, { path, tryNumber, signal }))
    },
  })

interface Tail {
  readonly path: InstancePath
  readonly tryNumber: number
  readonly signal: AbortSignal
}

const REST_MS = 400

/** What was there when the attempt was found to have ended is all of it: the state is read before the log. */
async function* piecesOf(parts: ServerParts, { path, tryNumber, signal }: Tail): AsyncGenerator<LogPiece> {
  for (let offset = 0; !signal.aborted; ) {
    const instance = await requireTaskInstance(parts, path)
    const isCurrent = instance.tryNumber === tryNumber
    if (isCurrent && isWaiting(instance)) {
      await restFor(REST_MS, signal)
      continue
    }
    const isGrowing = isCurrent && isUnderWay(instance)
    const chunk = await readAttemptLog(await attemptLogOf(parts, instance, tryNumber), offset, parts.clock())
    const text = chunk.heading + chunk.content
    const isEnd = chunk.isAtEnd && !isGrowing
    if (text !== '' || isEnd) yield { text, isEnd }
    if (isEnd) return
    offset = chunk.nextOffset
    if (chunk.isAtEnd) await restFor(REST_MS, signal)
  }
}

/** Its attempt has not begun to write. */
const isWaiting = ({ state }: ListedTaskInstance): boolean => state === 'scheduled' || state === 'queued'
