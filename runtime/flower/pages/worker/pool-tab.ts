import type { WorkerActionName } from '../../cluster/worker-actions.ts'
import { workerAction } from '../../cluster/worker-actions.ts'
import { actionForm, type FormFrame } from '../frame/action-form.ts'
import { type Html, html } from '../frame/html.ts'
import { toldFacts, toldPart } from './told-tabs.ts'
import type { WorkerPageParts } from './worker-page-parts.ts'

/** The slots of the worker. */
export const poolFacts = ({ answers }: WorkerPageParts): Html => toldFacts(toldPart(answers.stats, 'pool'))

/** What may be done to them. */
export function poolForms(forms: FormFrame, { name: worker }: WorkerPageParts): Html {
  const form = (action: WorkerActionName, says: string, more: { inputs?: Html; confirm?: string } = {}) =>
    actionForm(forms, { action: workerAction(action), kind: 'worker', target: worker, says, ...more })
  return html`<h2>Actions</h2><div class="actions">
${form('pool_grow', 'Grow', { inputs: number('n', 1, 'Slots more') })}
${form('pool_shrink', 'Shrink', { inputs: number('n', 1, 'Slots less') })}
${form('pool_autoscale', 'Autoscale', { inputs: html`${number('min', 1, 'Fewest slots', 'min')}${number('max', 8, 'Most slots', 'max')}` })}
${form('pool_restart', 'Restart pool')}
${form('shutdown', 'Shut down', { confirm: `Shut down ${worker}? It takes no more tasks and ends with those that run.` })}
</div>`
}

const number = (name: string, value: number, label: string, says = ''): Html =>
  html`<label>${says}<input type="number" name="${name}" value="${value}" min="0" aria-label="${label}" title="${label}"></label>`
