import type { FastifyInstance } from 'fastify'
import { badRequest, notFound } from '../../api/problem.ts'
import { findTask, findTaskAlone } from '../attempt/history.ts'
import { readArguments } from '../cluster/read-arguments.ts'
import { BadSearch } from '../errors.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { parseSearch } from '../search/parse-search.ts'
import { secondsOf } from '../search/read-time.ts'
import { selectTasks, type TaskOrder, taskOrderOf } from '../search/select-tasks.ts'
import type { TaskSearch } from '../search/task-search.ts'
import { untilEnded } from '../sending/until-ended.ts'
import { goneSignal, onVisit, type Visit } from '../serve/visit.ts'
import { isEnded } from '../state/task-record.ts'
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

function listTasks({ parts, query, reply }: Visit) {
  const search = readOrExplain(() => searchOf(query))
  if (search instanceof BadSearch) return reply.code(400).send({ error: search.message })
  const { tasks } = selectTasks(parts.state.newestTasks, {
    search,
    order: orderOf(query['sort_by']),
    offset: countOf(query['offset']) ?? 0,
    limit: countOf(query['limit']),
  })
  return Object.fromEntries(tasks.map(task => [task.uuid, taskJson(task)]))
}

/** Flower tells of a mistake in the filter as JSON, and of all others as text. */
function readOrExplain(read: () => TaskSearch): TaskSearch | BadSearch {
  try {
    return read()
  } catch (error) {
    if (error instanceof BadSearch) return error
    throw error
  }
}

/** The filter language, with Flower's older parameters beside it. */
function searchOf(query: Visit['query']): TaskSearch {
  const exact = { state: query['state'], worker: query['workername'], name: query['taskname'] }
  const times = { 'received-start': query['received_start'], 'received-end': query['received_end'] }
  return {
    type: 'and',
    parts: [
      parseSearch(query['search'] ?? ''),
      ...entriesOf(exact).flatMap(([field, value]) =>
        value === '' || value === 'All' ? [] : { type: 'exact' as const, field, value },
      ),
      ...entriesOf(times).flatMap(([field, value]) =>
        value === '' ? [] : { type: 'time' as const, field, seconds: timeOf(value) },
      ),
    ],
  }
}

const entriesOf = <F extends string>(fields: Readonly<Record<F, string | undefined>>): [F, string][] =>
  (Object.entries(fields) as [F, string | undefined][]).map(([field, value = '']) => [field, value])

function countOf(text = ''): number | null {
  if (text === '') return null
  if (/^-?\d{1,9}$/.test(text)) return Math.max(Number(text), 0)
  throw badRequest(`Invalid argument '${text}' of type 'int'`)
}

function timeOf(text: string): number {
  try {
    return secondsOf('received', text)
  } catch (cause) {
    if (!(cause instanceof BadSearch)) throw cause
    throw badRequest("Invalid received_start or received_end, expected format 'YYYY-MM-DD HH:MM'")
  }
}

function orderOf(text = ''): TaskOrder | null {
  const field = text.replace(/^-+/, '')
  if (text !== '' && !SORT_KEYS.includes(field))
    throw badRequest(`Invalid sort_by '${text}', expected one of ${SORT_KEYS.join(', ')}`)
  return taskOrderOf(text)
}

const SORT_KEYS: readonly string[] = ['name', 'received', 'started', 'state']

async function taskInfo({ parts, params: { task = '' } }: Visit) {
  const found = await findTask(parts, task)
  if (found === null) throw notFound(undefined, `Unknown task '${task}'`)
  return foundTaskJson(found)
}

/** With `timeout` it waits so many seconds for the end. */
async function taskResult(visit: Visit) {
  const {
    parts,
    query,
    params: { task = '' },
  } = visit
  const { timeout = null } = readArguments(RESULT_FIELDS, query)
  const found = await findTaskAlone(parts, task)
  if (timeout === null || (found !== null && isEnded(found))) return resultJson(task, found)
  await untilEnded(parts.state, task, { seconds: Number(timeout), signal: goneSignal(visit) })
  return resultJson(task, await findTaskAlone(parts, task))
}

const RESULT_FIELDS = [{ name: 'timeout', kind: 'number', isOptional: true }] as const
