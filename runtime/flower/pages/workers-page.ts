import type { ClusterState } from '../state/cluster-state.ts'
import type { WorkerRecord } from '../state/worker-record.ts'
import { type Html, html, live } from './frame/html.ts'
import type { Page } from './frame/layout.ts'
import { DASH, showNumber, statusOf, tile } from './frame/show.ts'
import { type Column, table } from './frame/table.ts'

type Worker = Readonly<WorkerRecord>

/** All workers, and what they do together. */
export function workersPage(state: ClusterState, prefix: string): Page {
  const { workers } = state
  const rows = table(columnsOf(state, prefix), workers, NONE)
  const content = html`<h1>Workers</h1>${live('workers', html`${tilesOf(state)}${rows}`)}`
  return { title: 'Workers', section: 'workers', content }
}

const NONE = 'No worker has been heard of yet. Start one with: airflow celery worker'

function tilesOf(state: ClusterState): Html {
  const { workers } = state
  const sum = (count: (worker: Worker) => number): number => workers.reduce((total, one) => total + count(one), 0)
  const online = workers.filter(worker => state.isAlive(worker)).length
  return html`<ul class="tiles">
${tile('Online', `${online} of ${workers.length}`, online < workers.length ? 'bad' : 'good')}
${tile('Active', showNumber(sum(({ active }) => active ?? 0)))}
${tile('Processed', showNumber(sum(({ processed }) => processed ?? 0)))}
${tile('Succeeded', showNumber(sum(countOf('task-succeeded'))))}
${tile('Failed', showNumber(sum(countOf('task-failed'))), sum(countOf('task-failed')) > 0 ? 'bad' : '')}
${tile('Retried', showNumber(sum(countOf('task-retried'))))}
</ul>`
}

const countOf =
  (type: string) =>
  ({ events }: Worker): number =>
    events.get(type) ?? 0

const columnsOf = (state: ClusterState, prefix: string): readonly Column<Worker>[] => [
  {
    says: 'Worker',
    kind: 'name',
    cell: ({ name }) => html`<a href="${prefix}/worker/${encodeURIComponent(name)}">${name}</a>`,
  },
  { says: 'Status', cell: worker => statusOf(state.isAlive(worker)) },
  { says: 'Active', kind: 'number', cell: ({ active }) => showNumber(active) },
  { says: 'Processed', kind: 'number', cell: ({ processed }) => showNumber(processed) },
  { says: 'Failed', kind: 'number', cell: worker => showNumber(countOf('task-failed')(worker)) },
  { says: 'Succeeded', kind: 'number', cell: worker => showNumber(countOf('task-succeeded')(worker)) },
  { says: 'Retried', kind: 'number', cell: worker => showNumber(countOf('task-retried')(worker)) },
  {
    says: 'Load average',
    kind: 'number',
    cell: ({ loadavg }) => loadavg?.map(one => one.toFixed(2)).join(', ') ?? DASH,
  },
]
