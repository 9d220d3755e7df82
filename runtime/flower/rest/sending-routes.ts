import type { FastifyInstance } from 'fastify'
import { findTaskAlone } from '../attempt/history.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { callOptionsOf, readAskedCall, timeoutOf } from '../sending/asked-call.ts'
import { type Sending, sendTask } from '../sending/send-task.ts'
import { untilEnded } from '../sending/until-ended.ts'
import { goneSignal, onDeed, type Visit } from '../serve/visit.ts'
import { demandTask, refuseToRead } from './action-routes.ts'
import { resultJson } from './task-json.ts'

/** Flower's ways to send a task: and wait for it, or not, or one that no worker has told of. */
export function serveSending(server: FastifyInstance, parts: FlowerParts): void {
  void server.register((scope, _options, done) => {
    // Flower reads the body as JSON whatever its type: curl calls it a form.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, read) => read(null, body))
    serve('apply', apply)
    serve('async-apply', visit => asyncApply(visit, 'async_apply'))
    serve('send-task', visit => asyncApply(visit, 'send_task'))
    done()

    function serve(name: string, act: (visit: Visit) => Promise<unknown>): void {
      scope.post(`/api/task/${name}/:task`, onDeed(parts, act))
      scope.get(`/api/task/${name}/:task`, refuseToRead)
    }
  })
}

async function apply(visit: Visit) {
  const { parts } = visit
  const { id, seconds } = await send(visit, 'apply')
  await untilEnded(parts.state, id, { seconds, signal: goneSignal(visit) })
  return resultJson(id, await findTaskAlone(parts, id))
}

async function asyncApply(visit: Visit, name: Sending['name']) {
  const { id } = await send(visit, name)
  return { 'task-id': id, state: 'PENDING' }
}

async function send({ parts, visitor, params, request }: Visit, name: Sending['name']) {
  const taskName = params['task'] as string
  const call = readAskedCall(typeof request.body === 'string' ? request.body : '')
  if (name !== 'send_task') demandTask(parts, taskName)
  const seconds = name === 'apply' ? timeoutOf(call.options) : null
  const options = callOptionsOf(call.options, parts.clock())
  return { id: await sendTask(parts, { name, taskName, call, options, visitor }), seconds }
}
