import type { FastifyInstance } from 'fastify'
import { findTaskAlone } from '../attempt/history.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { callOptionsOf, readAskedCall, timeoutOf } from '../sending/asked-call.ts'
import { type Sending, sendTask } from '../sending/send-task.ts'
import { untilEnded } from '../sending/until-ended.ts'
import { goneSignal, onDeed, type Visit } from '../serve/visit.ts'
import { demandTask } from './action-routes.ts'
import { resultJson } from './task-json.ts'

/** Flower's ways to send a task: and wait for it, or not, or one that no worker has told of. */
export function serveSending(server: FastifyInstance, parts: FlowerParts): void {
  void server.register((scope, _options, done) => {
    // Flower reads the body as JSON whatever its type: curl calls it a form.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, read) => read(null, body))
    scope.post('/api/task/apply/:task', onDeed(parts, apply))
    scope.post(
      '/api/task/async-apply/:task',
      onDeed(parts, visit => asyncApply(visit, 'async_apply')),
    )
    scope.post(
      '/api/task/send-task/:task',
      onDeed(parts, visit => asyncApply(visit, 'send_task')),
    )
    done()
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
