import type { JsonValue } from '../../../model/keys.ts'
import { workerAction } from '../../cluster/worker-actions.ts'
import { actionForm, type FormFrame } from '../frame/action-form.ts'
import { type Html, html } from '../frame/html.ts'
import { showJson } from '../frame/show.ts'
import { type Column, table } from '../frame/table.ts'
import { listOf } from './lists.ts'
import type { WorkerPageParts } from './worker-page-parts.ts'

type Queue = Readonly<Record<string, JsonValue>>

/** The queues that the worker takes tasks from. */
export const queueTable = ({ answers, forms, name }: WorkerPageParts): Html =>
  table(columnsOf(forms, name), listOf(answers.active_queues), 'It takes tasks from no queue.')

export const addConsumerForm = (forms: FormFrame, { name }: WorkerPageParts): Html =>
  html`<div class="actions">${actionForm(forms, {
    action: workerAction('add_consumer'),
    kind: 'worker',
    target: name,
    says: 'Add consumer',
    inputs: html`<input name="queue" required maxlength="255" placeholder="queue" aria-label="Queue">`,
    hidden: { tab: 'queues' },
  })}</div>`

function columnsOf(forms: FormFrame | null, worker: string): readonly Column<Queue>[] {
  const columns: Column<Queue>[] = [
    { says: 'Queue', kind: 'name', cell: queue => showJson(queue['name']) },
    { says: 'Exchange', cell: queue => showJson((queue['exchange'] as Queue | undefined)?.['name']) },
    { says: 'Routing key', cell: queue => showJson(queue['routing_key']) },
    { says: 'Durable', cell: queue => showJson(queue['durable']) },
    { says: 'Exclusive', cell: queue => showJson(queue['exclusive']) },
  ]
  return forms === null ? columns : [...columns, { says: '', cell: queue => cancelForm(forms, worker, queue) }]
}

const cancelForm = (forms: FormFrame, worker: string, queue: Queue): Html =>
  actionForm(forms, {
    action: workerAction('cancel_consumer'),
    kind: 'worker',
    target: worker,
    says: 'Cancel',
    hidden: { queue: String(queue['name']), tab: 'queues' },
    confirm: `Stop taking tasks from ${String(queue['name'])} on ${worker}?`,
  })
