import type { FastifyInstance } from 'fastify'
import { badRequest, notFound } from '../../api/problem.ts'
import { findTask } from '../attempt/history.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { parseSearch, type TaskSearch } from '../search/parse-search.ts'
import { secondsOf } from '../search/read-time.ts'
import { selectTasks, taskOrderOf } from '../search/select-tasks.ts'
import { onVisit, type Visit } from '../serve/visit.ts'
import { foundTaskJson, resultJson, taskJson } from './task-json.ts'

export function serveTasks(server: FastifyInstance, parts: FlowerParts): void {
  server.get('/api/tasks', onVisit(parts, listTasks))
  server.get(
    '/api/task/types',
    onVisit(parts, ({ parts: { state } }) => ({ 'task-types': state.taskNames })),
  )
  server.get('/api/task/info/:task', onVisit(parts, taskInfo))
  server.get('/api/task/result/:task', onVisit(parts, taskResult))
}

function listTasks({ parts, query }: Visit) {
  const { tasks } = selectTasks(parts.state.newestTasks, {
    search: searchOf(query),
    order: taskOrderOf(query['sort_by']),
    offset: countOf(query, 'offset') ?? 0,
    limit: countOf(query, 'limit'),
  })
  return Object.fromEntries(tasks.map(task => [task.uuid, taskJson(task)]))
}

/** The filter language, with Flower's older parameters beside it. */
function searchOf(query: Visit['query']): TaskSearch {
  const search = parseSearch(query['search'] ?? '')
  const time = (name: string) => (query[name] ? secondsOf(name, query[name]) : undefined)
  const times = { 'received-start': time('received_start'), 'received-end': time('received_end') }
  const given = Object.entries(times).filter(([, seconds]) => seconds !== undefined)
  return {
    ...search,
    choices: {
      state: choicesOf(query['state'], search.choices.state),
      worker: choicesOf(query['workername'], search.choices.worker),
      name: choicesOf(query['taskname'], search.choices.name),
    },
    times: { ...search.times, ...Object.fromEntries(given) },
  }
}

const choicesOf = (value: string | undefined, others: readonly string[]): readonly string[] =>
  value === undefined || value === '' || value === 'All' ? others : [value]

function countOf(query: Visit['query'], name: string): number | null {
  const text = query[name] ?? ''
  if (text === '') return null
  if (/^-?\d{1,9}$/.test(text)) return Math.max(Number(text), 0)
  throw badRequest(`${name} is '${text}', expected a whole number`)
}

async function taskInfo({ parts, params: { task = '' } }: Visit) {
  const found = await findTask(parts, task)
  if (found === null) throw notFound(undefined, `Unknown task '${task}'`)
  return foundTaskJson(found)
}

const taskResult = async ({ parts, params: { task = '' } }: Visit) => resultJson(task, await findTask(parts, task))
