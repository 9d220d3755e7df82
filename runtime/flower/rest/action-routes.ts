import type { FastifyInstance } from 'fastify'
import { notFound, Problem } from '../../api/problem.ts'
import { commandTaskName } from '../../queue/message/task-name.ts'
import { findTaskAlone } from '../attempt/history.ts'
import type { Action } from '../cluster/action.ts'
import { type Done, perform } from '../cluster/perform.ts'
import { readArguments } from '../cluster/read-arguments.ts'
import { LIMIT_ACTIONS, TASK_ACTIONS } from '../cluster/task-actions.ts'
import { WORKER_ACTIONS } from '../cluster/worker-actions.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { onDeed, type Visit } from '../serve/visit.ts'

/** Every action under Flower's address. */
export function serveActions(server: FastifyInstance, parts: FlowerParts): void {
  for (const action of WORKER_ACTIONS) serve(`/api/worker/${action.path}/:target`, action, actOnWorker)
  for (const action of TASK_ACTIONS) serve(`/api/task/${action.path}/:target`, action, actOnTask)
  for (const action of LIMIT_ACTIONS) serve(`/api/task/${action.path}/:target`, action, limitTask)

  function serve(path: string, action: Action, act: Act): void {
    server.post(
      path,
      onDeed(parts, async visit => answer(visit, await act(visit, action))),
    )
    server.get(path, refuseToRead)
  }
}

/** What acts is not to be read. @throws Problem 405, as Flower answers */
export function refuseToRead(): never {
  throw new Problem(405, { headers: { allow: 'POST' } })
}

/** Does the action on what the address names. */
export type Act = (visit: Visit, action: Action) => Promise<Done>

export const actOnWorker: Act = (visit, action) => {
  const { parts, visitor, given } = visit
  const worker = targetOf(visit)
  demandWorker(parts, worker)
  return perform(parts, {
    action,
    visitor,
    target: worker,
    workers: [worker],
    args: readArguments(action.fields, given),
  })
}

export const actOnTask: Act = async (visit, action) => {
  const { parts, visitor, given } = visit
  const target = targetOf(visit)
  const args = readArguments(action.fields, given)
  const attempt = (await findTaskAlone(parts, target))?.attempt ?? null
  return perform(parts, { action, visitor, target, args, attempt })
}

export const limitTask: Act = (visit, action) => {
  const { parts, visitor, given } = visit
  const { workername, ...args } = readArguments(action.fields, given)
  const target = targetOf(visit)
  const worker = String(workername)
  demandTask(parts, target)
  demandWorker(parts, worker)
  return perform(parts, { action, visitor, target, args, workers: [worker] })
}

const targetOf = ({ params: { target = '' } }: Visit): string => target

function demandWorker({ inspector }: FlowerParts, worker: string): void {
  if (!inspector.isKnown(worker)) throw notFound(undefined, `Unknown worker '${worker}'`)
}

/** @throws Problem 404 for a name that no worker has registered */
export function demandTask({ inspector, config }: FlowerParts, name: string): void {
  const isOurs = name === commandTaskName(config.string('celery', 'celery_app_name'))
  if (!isOurs && !inspector.registeredTasks.has(name)) throw notFound(undefined, `Unknown task '${name}'`)
}

/** Flower says why it failed in plain text. */
function answer({ reply }: Visit, { isDone, message }: Done): unknown {
  if (isDone) return { message }
  return reply.code(403).type('text/plain; charset=utf-8').serializer(String).send(message)
}
