import type { WorkerAnswers } from '../../cluster/inspector.ts'
import type { WorkerRecord } from '../../state/worker-record.ts'
import { type Html, html } from '../frame/html.ts'
import { showNumber, showShare, tile } from '../frame/show.ts'
import { listOf } from './lists.ts'
import { toldPart } from './told-tabs.ts'

/** How many tasks it runs at once; null until it has told. */
export function slotsOf(answers: Partial<WorkerAnswers> | undefined): number | null {
  const slots = toldPart(answers?.stats, 'pool')['max-concurrency']
  return typeof slots === 'number' ? slots : null
}

export const queuesOf = (answers: Partial<WorkerAnswers> | undefined): readonly string[] =>
  listOf(answers?.active_queues).map(({ name }) => String(name))

export const countOf = ({ events }: Readonly<WorkerRecord>, type: string): number => events.get(type) ?? 0

/** What it does, in a row of figures. */
export function loadTiles(worker: Readonly<WorkerRecord> | null, answers: Partial<WorkerAnswers>): Html | null {
  if (worker === null) return null
  const failed = countOf(worker, 'task-failed')
  return html`<ul class="tiles">
${tile('Active', showShare(worker.active, slotsOf(answers)))}
${tile('Processed', showNumber(worker.processed))}
${tile('Succeeded', showNumber(countOf(worker, 'task-succeeded')))}
${tile('Failed', showNumber(failed), failed > 0 ? 'bad' : '')}
${tile('Retried', showNumber(countOf(worker, 'task-retried')))}
${tile('Load average', worker.loadavg?.[0]?.toFixed(2) ?? null)}
</ul>`
}
