import { isAlive } from '../../cluster/node-watch.ts'
import { listNodes, type WorkerCapacity } from '../../db/node.ts'
import type { WorkerCommand } from '../../queue/monitor/tell-worker.ts'
import { change } from '../change.ts'
import { notFound, Problem } from '../problem.ts'
import { type Call, type Route, route } from '../route.ts'
import { listOf, object, TEXT } from '../views/shape.ts'

const WORKER_SHAPE = object({ name: TEXT, queues: listOf(TEXT) })

type WorkerCall = Call<'worker_name'>

/** Beyond Airflow's API: quiet workers before maintenance, as `celery control` does it by hand for each queue. */
export const workerRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/workers/{worker_name}/drain',
    operationId: 'drain_worker',
    summary: 'Have a Celery worker take nothing new; what it runs goes on',
    tag: 'Worker',
    access: 'operate',
    answer: WORKER_SHAPE,
    handle: async call => {
      const { queues, ownQueues } = await requireWorker(call)
      return giveQueues(call, { before: queues, after: [] }, ownQueues.map(cancel))
    },
  }),
  route({
    method: 'POST',
    path: '/workers/{worker_name}/resume',
    operationId: 'resume_worker',
    summary: 'Have a drained Celery worker take from its queues again',
    tag: 'Worker',
    access: 'operate',
    answer: WORKER_SHAPE,
    handle: async call => {
      const { queues, ownQueues } = await requireWorker(call)
      return giveQueues(call, { before: queues, after: ownQueues }, ownQueues.map(add))
    },
  }),
]

const cancel = (queue: string): WorkerCommand => ({ method: 'cancel_consumer', args: { queue } })
const add = (queue: string): WorkerCommand => ({ method: 'add_consumer', args: { queue } })

/** The worker as it last reported. @throws Problem 404 */
async function requireWorker({ parts, params }: WorkerCall): Promise<WorkerCapacity> {
  const name = params.worker_name
  const nodes = await listNodes(parts.database.kysely)
  const node = nodes.find(one => one.worker?.nodeName === name && isAlive(one, parts.config))
  if (node?.worker) return node.worker
  throw notFound('Worker not found', `No living worker reports as "${name}". See: airflow cluster nodes`)
}

interface QueueChange {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** The audit log is written first: nothing is done that could not be recorded. @throws Problem 503 */
async function giveQueues(call: WorkerCall, { before, after }: QueueChange, commands: readonly WorkerCommand[]) {
  const { parts, params } = call
  const name = params.worker_name
  await change(call, {}, async () => ({ result: null, wake: [], before: { queues: before }, after: { queues: after } }))
  // AMQP is loaded by those only who have to use it.
  const { tellWorker } = await import('../../queue/monitor/tell-worker.ts')
  await tellWorker(parts, name, commands).catch(error => {
    throw new Problem(503, { detail: (error as Error).message }, { cause: error })
  })
  return { name, queues: after }
}
