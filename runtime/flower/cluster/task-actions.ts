import type { Action } from './action.ts'

const SIGNAL = 'SIGTERM'
const workername = { name: 'workername', kind: 'text' } as const

/** On one task, by its id. */
export const TASK_ACTIONS = [
  {
    path: 'revoke',
    name: 'revoke',
    method: 'revoke',
    fields: [
      { name: 'terminate', kind: 'flag', fallback: false },
      { name: 'signal', kind: 'text', fallback: SIGNAL },
    ],
    tell: (id, { terminate = false, signal = SIGNAL }) => ({ task_id: id, terminate, signal }),
    isAnswered: false,
    done: id => `Revoked '${id}'`,
    failed: (id, _, reason) => `Failed to revoke '${id}': ${reason}`,
  },
  {
    // Flower asks the task itself to end, through the result backend; nothing of Airflow looks there, so that it is ended.
    path: 'abort',
    name: 'abort',
    method: 'revoke',
    fields: [],
    tell: id => ({ task_id: id, terminate: true, signal: SIGNAL }),
    isAnswered: false,
    done: id => `Aborted '${id}'`,
    failed: (id, _, reason) => `Failed to abort '${id}': ${reason}`,
  },
] as const satisfies readonly Action[]

/** On all tasks of a name, on one worker. */
export const LIMIT_ACTIONS = [
  {
    path: 'timeout',
    name: 'time_limit',
    method: 'time_limit',
    fields: [
      workername,
      { name: 'hard', kind: 'number', isOptional: true },
      { name: 'soft', kind: 'number', isOptional: true },
    ],
    tell: (task, { hard = null, soft = null }) => ({ task_name: task, hard, soft }),
    isAnswered: true,
    done: (_task, _args, said) => said,
    failed: (_task, _args, reason) => `Failed to set timeouts: '${reason}'`,
  },
  {
    path: 'rate-limit',
    name: 'rate_limit',
    method: 'rate_limit',
    fields: [workername, { name: 'ratelimit', kind: 'text' }],
    tell: (task, { ratelimit = '' }) => ({ task_name: task, rate_limit: ratelimit }),
    isAnswered: true,
    done: (_task, _args, said) => said,
    failed: (_task, _args, reason) => `Failed to set rate limit: '${reason}'`,
  },
] as const satisfies readonly Action[]
