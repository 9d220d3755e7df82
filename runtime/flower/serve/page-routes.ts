import type { FastifyInstance } from 'fastify'
import { notFound } from '../../api/problem.ts'
import { maskedBrokerUrl } from '../../queue/broker/broker-url.ts'
import { unauthorized } from '../access/access.ts'
import { attemptsByToken, findTask } from '../attempt/history.ts'
import { BadSearch } from '../errors.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { brokerPage } from '../pages/broker-page.ts'
import type { Page } from '../pages/frame/layout.ts'
import { taskPage } from '../pages/task-page.ts'
import { TASKS_PER_PAGE, type TaskListQuery, tasksPage } from '../pages/tasks-page.ts'
import { workerPage, workerTabOf } from '../pages/worker/worker-page.ts'
import { workersPage } from '../pages/workers-page.ts'
import { workerRows } from '../rest/worker-routes.ts'
import { parseSearch } from '../search/parse-search.ts'
import { type SelectedTasks, selectTasks, taskOrderOf } from '../search/select-tasks.ts'
import type { PageFrames } from './page-frames.ts'
import { onVisit, type Visit } from './visit.ts'

/** The pages that people look at. */
export function servePages(server: FastifyInstance, parts: FlowerParts, frames: PageFrames): void {
  const page = (path: string, render: (visit: Visit) => Page | Promise<Page>): void => {
    server.get(
      path,
      onVisit(parts, async visit => frames.answer(visit, await render(visit))),
    )
  }
  server.get('/', onVisit(parts, workers))
  server.get('/workers', onVisit(parts, workers))
  page('/worker/:worker', visit => oneWorker(visit, frames))
  page('/tasks', taskList)
  page('/task/:task', visit => oneTask(visit, frames))
  page('/broker', broker)
  server.get(
    '/login',
    onVisit(parts, ({ visitor, reply }) => {
      if (visitor.username === '') throw unauthorized()
      return reply.redirect(`${parts.settings.urlPrefix}/`)
    }),
  )

  function workers(visit: Visit): unknown {
    if (/^(1|true)$/i.test(visit.query['json'] ?? '')) return workerRows(visit)
    const { state, inspector, settings } = parts
    return frames.answer(visit, workersPage({ state, answers: inspector.answers, prefix: settings.urlPrefix }))
  }
}

/** A page that is left open asks again and again. */
const ANSWERS_HOLD_MS = 5_000

async function oneWorker(visit: Visit, frames: PageFrames): Promise<Page> {
  const { parts, query, params } = visit
  const { inspector, state, settings } = parts
  const name = params['worker'] as string
  if (!inspector.isKnown(name)) throw notFound(undefined, `Unknown worker '${name}'`)
  const worker = state.worker(name) ?? null
  const isAlive = worker !== null && state.isAlive(worker)
  // What it said before is worth showing when it says nothing now.
  if (isAlive) await inspector.refresh(name, ANSWERS_HOLD_MS).catch(() => undefined)
  const answers = inspector.answers.get(name) ?? {}
  const forms = isAlive ? frames.formsOf(visit.visitor) : null
  return workerPage({ name, worker, answers, isAlive, forms, prefix: settings.urlPrefix }, workerTabOf(query['tab']))
}

async function taskList({ parts, query }: Visit): Promise<Page> {
  const { state, settings } = parts
  const { query: asked, selected, problem } = readTaskList(query, state.newestTasks)
  const attempts = await attemptsByToken(parts, selected.tasks)
  return tasksPage({
    ...selected,
    query: asked,
    problem,
    attempts,
    kept: state.taskCount,
    prefix: settings.urlPrefix,
    nowMs: parts.clock(),
  })
}

interface ReadTaskList {
  readonly query: TaskListQuery
  readonly selected: SelectedTasks
  readonly problem: string | null
}

function readTaskList(query: Visit['query'], tasks: Parameters<typeof selectTasks>[0]): ReadTaskList {
  const search = query['search'] ?? ''
  const page = Math.max(Math.floor(Number(query['page'] ?? '1')) || 1, 1)
  try {
    const order = taskOrderOf(query['sort'])
    const part = { order, offset: (page - 1) * TASKS_PER_PAGE, limit: TASKS_PER_PAGE }
    const selected = selectTasks(tasks, { search: parseSearch(search), ...part })
    return { query: { search, order, page }, selected, problem: null }
  } catch (error) {
    if (!(error instanceof BadSearch)) throw error
    return { query: { search, order: null, page: 1 }, selected: { tasks: [], total: 0 }, problem: error.message }
  }
}

async function oneTask({ parts, params, visitor }: Visit, frames: PageFrames): Promise<Page> {
  const id = params['task'] as string
  const found = await findTask(parts, id)
  if (found === null) throw notFound(undefined, `Unknown task '${id}'`)
  const airflowUrl = parts.config.string('webserver', 'base_url')
  return taskPage({
    found,
    prefix: parts.settings.urlPrefix,
    airflowUrl,
    forms: frames.formsOf(visitor),
    nowMs: parts.clock(),
  })
}

async function broker({ parts }: Visit): Promise<Page> {
  const overview = await parts.queues.overview()
  const hasManagementApi = parts.settings.brokerApi !== null
  const brokerUrl = maskedBrokerUrl(parts.broker.address)
  return brokerPage({ overview, brokerUrl, hasManagementApi, nowMs: parts.clock() })
}
