import type { QueueOverview, QueueReport } from '../broker/queue-reports.ts'
import { type Html, html, live } from './frame/html.ts'
import type { Page } from './frame/layout.ts'
import { DASH, showNumber, showSeconds, tile } from './frame/show.ts'
import { type Column, table } from './frame/table.ts'

export interface BrokerPageParts {
  readonly overview: QueueOverview
  /** Without its password. */
  readonly brokerUrl: string
  readonly hasManagementApi: boolean
  readonly nowMs: number
}

/** The queues of tasks. */
export function brokerPage({ overview, brokerUrl, hasManagementApi, nowMs }: BrokerPageParts): Page {
  const problems = overview.problems.map(problem => html`<p class="notice bad">${problem}</p>`)
  const rows = table(columnsOf(hasManagementApi, nowMs), overview.queues, 'The queues could not be asked for.')
  const content = html`<h1>Broker</h1>
<p class="lead"><code>${brokerUrl}</code></p>
${live('queues', html`${problems}${tilesOf(overview.queues, nowMs)}${rows}`)}
${hasManagementApi ? null : html`<p class="hint below">${HINT}</p>`}`
  return { title: 'Broker', section: 'broker', content }
}

function tilesOf(queues: readonly QueueReport[], nowMs: number): Html {
  const sum = (count: (queue: QueueReport) => number | null): number | null =>
    queues.every(queue => count(queue) === null) ? null : queues.reduce((all, queue) => all + (count(queue) ?? 0), 0)
  const oldest = queues.flatMap(({ oldestAtMs }) => oldestAtMs ?? [])
  return html`<ul class="tiles">
${tile('Ready', showNumber(sum(({ ready }) => ready)))}
${tile('Unacked', showNumber(sum(({ unacked }) => unacked)))}
${tile('Consumers', showNumber(sum(({ consumers }) => consumers)))}
${tile('Queued tasks', showNumber(sum(({ queuedTasks }) => queuedTasks)))}
${tile('Oldest waits for', oldest.length === 0 ? DASH : showSeconds(ageSeconds(Math.min(...oldest), nowMs)))}
</ul>`
}

const ageSeconds = (sinceMs: number, nowMs: number): number => Math.max((nowMs - sinceMs) / 1000, 0)

const HINT = "Unacknowledged messages and rates come from RabbitMQ's management API: start flower with --broker-api."

function columnsOf(hasManagementApi: boolean, nowMs: number): readonly Column<QueueReport>[] {
  const number = (says: string, value: (queue: QueueReport) => number | null): Column<QueueReport> => ({
    says,
    kind: 'number',
    cell: queue => showNumber(value(queue)),
  })
  const managed = [
    number('Unacked', ({ unacked }) => unacked),
    rate('Published/s', ({ publishRate }) => publishRate),
    rate('Delivered/s', ({ deliverRate }) => deliverRate),
    rate('Acked/s', ({ ackRate }) => ackRate),
  ]
  return [
    { says: 'Queue', kind: 'name', cell: queue => html`${queue.name} ${warningOf(queue)}` },
    number('Ready', ({ ready }) => ready),
    ...(hasManagementApi ? managed : []),
    number('Consumers', ({ consumers }) => consumers),
    number('Queued tasks', ({ queuedTasks }) => queuedTasks),
    {
      says: 'Oldest waits for',
      kind: 'number',
      cell: ({ oldestAtMs }) => (oldestAtMs === null ? DASH : showSeconds(ageSeconds(oldestAtMs, nowMs))),
    },
  ]
}

const rate = (says: string, value: (queue: QueueReport) => number | null): Column<QueueReport> => ({
  says,
  kind: 'number',
  cell: queue => value(queue)?.toFixed(1) ?? DASH,
})

/** What an operator should look at: tasks that nobody takes. */
function warningOf({ exists, consumers, ready, queuedTasks }: QueueReport) {
  const waiting = (ready ?? 0) + queuedTasks > 0
  if (exists === false) return html`<span class="badge ${waiting ? 'bad' : 'idle'}">does not exist yet</span>`
  if (consumers === 0) return html`<span class="badge ${waiting ? 'bad' : 'warn'}">no worker takes from it</span>`
  return null
}
