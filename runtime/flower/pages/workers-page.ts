import type { WorkerAnswers } from '../cluster/inspector.ts'
import type { ClusterState } from '../state/cluster-state.ts'
import type { WorkerRecord } from '../state/worker-record.ts'
import { type Html, html, live } from './frame/html.ts'
import type { Page } from './frame/layout.ts'
import { DASH, showNumber, showShare, showText, statusOf, tile } from './frame/show.ts'
import { type Column, table } from './frame/table.ts'
import { countOf, queuesOf, slotsOf } from './worker/worker-load.ts'

type Worker = Readonly<WorkerRecord>

export interface WorkersPageParts {
  readonly state: ClusterState
  /** What the workers told, by their names. */
  readonly answers: ReadonlyMap<string, WorkerAnswers>
  readonly prefix: string
}

/** All workers, and what they do together. */
export function workersPage(parts: WorkersPageParts): Page {
  const rows = table(columnsOf(parts), parts.state.workers, NONE)
  const content = html`<h1>Workers</h1>${live('workers', html`${tilesOf(parts)}${rows}`)}
<p class="hint below">Succeeded, failed and retried are counted since flower was started.</p>`
  return { title: 'Workers', section: 'workers', content }
}

const NONE = 'No worker has been heard of yet. Start one with: airflow celery worker'

function tilesOf({ state, answers }: WorkersPageParts): Html {
  const { workers } = state
  const sum = (count: (worker: Worker) => number): number => workers.reduce((total, one) => total + count(one), 0)
  const online = workers.filter(worker => state.isAlive(worker))
  const slots = online.reduce((total, { name }) => total + (slotsOf(answers.get(name)) ?? 0), 0)
  const failed = sum(worker => countOf(worker, 'task-failed'))
  return html`<ul class="tiles">
${tile('Online', `${online.length} of ${workers.length}`, online.length < workers.length ? 'bad' : 'good')}
${tile(
  'Active',
  showShare(
    sum(({ active }) => active ?? 0),
    slots,
  ),
)}
${tile('Processed', showNumber(sum(({ processed }) => processed ?? 0)))}
${tile('Succeeded', showNumber(sum(worker => countOf(worker, 'task-succeeded'))))}
${tile('Failed', showNumber(failed), failed > 0 ? 'bad' : '')}
${tile('Retried', showNumber(sum(worker => countOf(worker, 'task-retried'))))}
</ul>`
}

const columnsOf = ({ state, answers, prefix }: WorkersPageParts): readonly Column<Worker>[] => [
  {
    says: 'Worker',
    kind: 'name',
    cell: ({ name }) => html`<a href="${prefix}/worker/${encodeURIComponent(name)}">${name}</a>`,
  },
  { says: 'Status', kind: 'whole', cell: worker => statusOf(state.isAlive(worker)) },
  { says: 'Queues', kind: 'whole', cell: ({ name }) => showText(queuesOf(answers.get(name)).join(', ')) },
  { says: 'Active', kind: 'number', cell: ({ name, active }) => showShare(active, slotsOf(answers.get(name))) },
  { says: 'Processed', kind: 'number', cell: ({ processed }) => showNumber(processed) },
  { says: 'Failed', kind: 'number', cell: worker => showNumber(countOf(worker, 'task-failed')) },
  { says: 'Succeeded', kind: 'number', cell: worker => showNumber(countOf(worker, 'task-succeeded')) },
  { says: 'Retried', kind: 'number', cell: worker => showNumber(countOf(worker, 'task-retried')) },
  {
    says: 'Load average',
    kind: 'number',
    cell: ({ loadavg }) => loadavg?.map(one => one.toFixed(2)).join(', ') ?? DASH,
  },
]
