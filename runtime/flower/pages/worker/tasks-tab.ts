import type { JsonValue } from '../../../model/keys.ts'
import { pythonRepr } from '../../../queue/message/python-repr.ts'
import { attemptOfArgs } from '../../attempt/attempt-of-args.ts'
import { type Html, type HtmlValue, html } from '../frame/html.ts'
import { showJson, showNumber, showTime } from '../frame/show.ts'
import { type Column, table } from '../frame/table.ts'
import { listOf, textsOf } from './lists.ts'
import { toldPart } from './told-tabs.ts'
import type { WorkerPageParts } from './worker-page-parts.ts'

type Told = Readonly<Record<string, JsonValue>>

/** What the worker has run, runs, and will run. */
export function taskTables({ answers, prefix }: WorkerPageParts): Html {
  const requests = (says: string, value: JsonValue | undefined) =>
    html`<h2>${says}</h2>${table(requestColumns(prefix), listOf(value).map(requestOf), 'None.')}`
  const revoked = textsOf(answers.revoked)
  return html`<h2>Processed</h2>${table(TOTAL_COLUMNS, Object.entries(toldPart(answers.stats, 'total')), 'None yet.')}
${requests('Active', answers.active)}
${requests('Reserved', answers.reserved)}
${listOf(answers.scheduled).length === 0 ? null : requests('Scheduled', answers.scheduled)}
${revoked.length === 0 ? null : html`<h2>Revoked</h2>${table(revokedColumns(prefix), revoked.slice(-MOST_REVOKED), '')}`}`
}

const MOST_REVOKED = 200

const TOTAL_COLUMNS: readonly Column<[string, JsonValue]>[] = [
  { says: 'Task name', kind: 'name', cell: ([name]) => name },
  { says: 'Processed', kind: 'number', cell: ([, total]) => showNumber(Number(total)) },
]

/** A scheduled task tells its request inside. */
const requestOf = (told: Told): Told => ({ ...told, ...toldPart(told['request']) })

const requestColumns = (prefix: string): readonly Column<Told>[] => [
  { says: 'Task', kind: 'name', cell: told => taskLink(prefix, told) },
  { says: 'Queue', cell: told => showJson(toldPart(told['delivery_info'])['routing_key']) },
  { says: 'Acknowledged', cell: told => showJson(told['acknowledged']) },
  { says: 'PID', kind: 'number', cell: told => showJson(told['worker_pid']) },
  { says: 'Started', kind: 'time', cell: told => showTime(toNumber(told['time_start'])) },
]

const revokedColumns = (prefix: string): readonly Column<string>[] => [
  {
    says: 'UUID',
    kind: 'name',
    cell: id => html`<a class="id" href="${prefix}/task/${encodeURIComponent(id)}">${id}</a>`,
  },
]

function taskLink(prefix: string, told: Told): HtmlValue {
  const id = String(told['id'])
  const { args = null } = told
  const attempt = attemptOfArgs(typeof args === 'string' ? args : pythonRepr(args))
  const title = attempt === null ? String(told['name']) : `${attempt.dagId}.${attempt.taskId}`
  return html`<a href="${prefix}/task/${encodeURIComponent(id)}">${title}</a><span class="under">${attempt?.runId ?? id}</span>`
}

const toNumber = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null)
