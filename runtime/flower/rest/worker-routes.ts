import type { FastifyInstance } from 'fastify'
import { notFound } from '../../api/problem.ts'
import type { WorkerAnswers } from '../cluster/inspector.ts'
import { readArguments } from '../cluster/read-arguments.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { onVisit, type Visit } from '../serve/visit.ts'
import { workerJson } from './worker-json.ts'

export function serveWorkers(server: FastifyInstance, parts: FlowerParts): void {
  server.get('/api/workers', onVisit(parts, listWorkers))
  server.get('/api/queues/length', onVisit(parts, queueLengths))
}

/** What the workers answered last, with `refresh` after they were asked again; with `status`, only whether they live. */
async function listWorkers({ parts, query }: Visit): Promise<Readonly<Record<string, WorkerAnswers | boolean>>> {
  const { inspector, state } = parts
  const name = query['workername'] || undefined
  const { refresh, status } = readArguments(FLAGS, query)
  if (refresh === true) await inspector.update(name)
  if (status === true) return Object.fromEntries(state.workers.map(one => [one.name, state.isAlive(one)]))
  if (name === undefined) return Object.fromEntries(inspector.answers)
  const answers = inspector.answers.get(name)
  if (answers === undefined) throw notFound(undefined, `Unknown worker '${name}'`)
  return { [name]: answers }
}

/** Flower's `workers?json=1`: the rows of the worker table. */
export const workerRows = ({ parts: { state } }: Visit) => ({
  data: state.workers.map(worker => workerJson(worker, state.isAlive(worker))),
})

const FLAGS = [
  { name: 'refresh', kind: 'flag', fallback: false },
  { name: 'status', kind: 'flag', fallback: false },
] as const

async function queueLengths({ parts }: Visit) {
  const { queues } = await parts.queues.overview()
  const lengths = queues.flatMap(({ name, ready, unacked }) =>
    ready === null ? [] : { name, messages: ready + (unacked ?? 0) },
  )
  return { active_queues: lengths }
}
