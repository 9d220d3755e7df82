import type { Action } from './action.ts'

const count = [{ name: 'n', kind: 'integer', fallback: 1 }] as const
const queue = [{ name: 'queue', kind: 'text' }] as const

/** Flower's actions on a worker, in its words. */
export const WORKER_ACTIONS = [
  {
    path: 'shutdown',
    name: 'shutdown',
    method: 'shutdown',
    fields: [],
    tell: () => ({}),
    isAnswered: false,
    done: () => 'Shutting down!',
    failed: worker => `Failed to shut down '${worker}'`,
  },
  {
    path: 'pool/restart',
    name: 'pool_restart',
    method: 'pool_restart',
    fields: [],
    tell: () => ({ reload: false }),
    isAnswered: true,
    done: worker => `Restarting '${worker}' worker's pool`,
    failed: (worker, _, reason) => `Failed to restart the '${worker}' pool: ${reason}`,
  },
  {
    path: 'pool/grow',
    name: 'pool_grow',
    method: 'pool_grow',
    fields: count,
    tell: (_, { n = 1 }) => ({ n }),
    isAnswered: true,
    done: (worker, { n }) => `Growing '${worker}' worker's pool by ${n}`,
    failed: (worker, _, reason) => `Failed to grow '${worker}' worker's pool: ${reason}`,
  },
  {
    path: 'pool/shrink',
    name: 'pool_shrink',
    method: 'pool_shrink',
    fields: count,
    tell: (_, { n = 1 }) => ({ n }),
    isAnswered: true,
    done: (worker, { n }) => `Shrinking '${worker}' worker's pool by ${n}`,
    failed: (worker, _, reason) => `Failed to shrink '${worker}' worker's pool: ${reason}`,
  },
  {
    path: 'pool/autoscale',
    name: 'pool_autoscale',
    method: 'autoscale',
    fields: [
      { name: 'min', kind: 'integer' },
      { name: 'max', kind: 'integer' },
    ],
    tell: (_, { min = 0, max = 0 }) => ({ min, max }),
    isAnswered: true,
    done: (worker, { min, max }) => `Autoscaling '${worker}' worker (min=${min}, max=${max})`,
    failed: (worker, _, reason) => `Failed to autoscale '${worker}' worker: ${reason}`,
  },
  {
    path: 'queue/add-consumer',
    name: 'add_consumer',
    method: 'add_consumer',
    fields: queue,
    tell: (_, args) => args,
    isAnswered: true,
    done: (_worker, _args, said) => said,
    failed: (worker, args, reason) => `Failed to add '${args['queue']}' consumer to '${worker}' worker: ${reason}`,
  },
  {
    path: 'queue/cancel-consumer',
    name: 'cancel_consumer',
    method: 'cancel_consumer',
    fields: queue,
    tell: (_, args) => args,
    isAnswered: true,
    done: (_worker, _args, said) => said,
    failed: (worker, args, reason) => `Failed to cancel '${args['queue']}' consumer from '${worker}' worker: ${reason}`,
  },
] as const satisfies readonly Action[]

export type WorkerActionName = (typeof WORKER_ACTIONS)[number]['name']

export const workerAction = (name: WorkerActionName): Action =>
  WORKER_ACTIONS.find(action => action.name === name) as Action
