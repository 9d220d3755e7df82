import type { Attempt } from '../../db/attempt-rows.ts'
import type { OrderField, SelectedTasks, TaskOrder } from '../search/select-tasks.ts'
import { SEARCH_FIELDS } from '../search/task-search.ts'
import type { TaskRecord } from '../state/task-record.ts'
import { type Html, type HtmlValue, html, live } from './frame/html.ts'
import type { Page } from './frame/layout.ts'
import { DASH, showState, showTime } from './frame/show.ts'
import { type Column, table } from './frame/table.ts'
import { showRuntime } from './runtime.ts'
import { taskTitle, underTitle } from './task-name.ts'

/** What is asked for. */
export interface TaskListQuery {
  readonly search: string
  readonly order: TaskOrder | null
  /** From 1. */
  readonly page: number
}

export interface TaskList extends SelectedTasks {
  readonly query: TaskListQuery
  /** What is wrong with the search; nothing is listed then. */
  readonly problem: string | null
  /** By the task's id. */
  readonly attempts: ReadonlyMap<string, Attempt>
  readonly kept: number
  readonly nowMs: number
  readonly prefix: string
}

export const TASKS_PER_PAGE = 50

/** The list of tasks with its filter. */
export function tasksPage(list: TaskList): Page {
  const problem = list.problem === null ? null : html`<p class="notice bad" role="alert">${list.problem}</p>`
  const rows = html`${table(columnsOf(list), list.tasks, emptyText(list))}${pager(list)}`
  const content = html`<h1>Tasks</h1>${searchForm(list)}${problem}${live('tasks', rows)}`
  return { title: 'Tasks', section: 'tasks', content }
}

function searchForm({ prefix, query }: TaskList): Html {
  const sort = sortText(query.order)
  return html`<form class="search" method="get" action="${prefix}/tasks" role="search">
<input type="search" name="search" value="${query.search}" placeholder="state:FAILURE dag:etl" aria-label="Filter">
${sort === '' ? null : html`<input type="hidden" name="sort" value="${sort}">`}
<button class="button main">Filter</button>
</form>
<details class="hint"><summary>How to filter</summary>
<p>Words are looked for everywhere. ${SEARCH_FIELDS.map(field => html`<code>${field}:</code> `)} look in one place.
All of them have to fit, but of several states one; <code>OR</code> and brackets say otherwise:
<code>dag:etl (state:FAILURE OR exception:Timeout)</code>. Put quotes around spaces: <code>received-start:"2026-11-22 10:00"</code>, in UTC.</p></details>`
}

function emptyText({ query, kept }: TaskList): string {
  return query.search === '' || kept === 0 ? 'No task has been heard of yet.' : 'No task fits this filter.'
}

type Task = Readonly<TaskRecord>

const columnsOf = (list: TaskList): readonly Column<Task>[] => [
  { says: 'Task', head: sortLink(list, 'task', 'Task'), kind: 'name', cell: task => titleCell(list, task) },
  { says: 'State', head: sortLink(list, 'state', 'State'), kind: 'whole', cell: ({ state }) => showState(state) },
  { says: 'Airflow', kind: 'whole', cell: ({ uuid }) => attemptCell(list.attempts.get(uuid)) },
  {
    says: 'Worker',
    head: sortLink(list, 'worker', 'Worker'),
    kind: 'host',
    cell: ({ worker }) => workerCell(list, worker),
  },
  {
    says: 'Received',
    head: sortLink(list, 'received', 'Received'),
    kind: 'time',
    cell: ({ received }) => showTime(received),
  },
  {
    says: 'Started',
    head: sortLink(list, 'started', 'Started'),
    kind: 'time',
    cell: ({ started }) => showTime(started),
  },
  {
    says: 'Runtime',
    head: sortLink(list, 'runtime', 'Runtime'),
    kind: 'number',
    cell: task => showRuntime(task, list.nowMs),
  },
]

const titleCell = ({ prefix }: TaskList, task: Task): Html =>
  html`<a href="${prefix}/task/${encodeURIComponent(task.uuid)}">${taskTitle(task)}</a>${underTitle(task)}`

const attemptCell = (attempt: Attempt | undefined): HtmlValue =>
  attempt === undefined ? DASH : html`${showState(attempt.state)} <span class="soft">try ${attempt.tryNumber}</span>`

const workerCell = ({ prefix }: TaskList, worker: string | null): HtmlValue =>
  worker === null
    ? DASH
    : html`<a href="${prefix}/worker/${encodeURIComponent(worker)}" title="${worker}">${worker}</a>`

function sortLink(list: TaskList, field: OrderField, says: string): Html {
  const { order } = list.query
  const isSorted = order?.field === field
  const next: TaskOrder = { field, isDescending: isSorted ? !order.isDescending : true }
  const mark = order?.isDescending ? ' ↓' : ' ↑'
  return html`<a href="${addressOf(list, { order: next, page: 1 })}">${says}${isSorted ? mark : null}</a>`
}

const sortText = (order: TaskOrder | null): string =>
  order === null ? '' : `${order.isDescending ? '-' : ''}${order.field}`

function addressOf({ prefix, query }: TaskList, change: Partial<TaskListQuery>): string {
  const { search, order, page } = { ...query, ...change }
  const fields = { search, sort: sortText(order), page: page === 1 ? '' : String(page) }
  const text = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== '')).toString()
  return `${prefix}/tasks${text === '' ? '' : `?${text}`}`
}

function pager(list: TaskList): Html {
  const { page } = list.query
  const first = (page - 1) * TASKS_PER_PAGE + 1
  const last = first + list.tasks.length - 1
  const shown = list.tasks.length === 0 ? '' : `${first}–${last} of ${list.total.toLocaleString('en-US')}`
  const link = (to: number, says: string) => html`<a class="button" href="${addressOf(list, { page: to })}">${says}</a>`
  return html`<p class="pager"><span>${shown}</span><span>${page > 1 ? link(page - 1, '← Newer') : null}${last < list.total ? link(page + 1, 'Older →') : null}</span></p>`
}
