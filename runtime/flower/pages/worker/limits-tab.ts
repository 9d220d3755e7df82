import { LIMIT_ACTIONS } from '../../cluster/task-actions.ts'
import { actionForm, type FormFrame } from '../frame/action-form.ts'
import { type Html, type HtmlValue, html } from '../frame/html.ts'
import { showText } from '../frame/show.ts'
import { type Column, table } from '../frame/table.ts'
import { textsOf } from './lists.ts'
import type { WorkerPageParts } from './worker-page-parts.ts'

/** The tasks that the worker knows, and their limits. */
export const limitTable = ({ answers }: WorkerPageParts): Html =>
  table(COLUMNS, textsOf(answers.registered).map(nameOf), 'It has registered no task.')

export function limitForms(forms: FormFrame, { answers, name: worker }: WorkerPageParts): HtmlValue {
  const [timeout, rateLimit] = LIMIT_ACTIONS
  return textsOf(answers.registered)
    .map(nameOf)
    .map(({ name: target }) => {
      const common = { kind: 'limit', target, hidden: { workername: worker } } as const
      const rate = actionForm(forms, { ...common, action: rateLimit, says: 'Limit rate', inputs: RATE })
      const times = actionForm(forms, { ...common, action: timeout, says: 'Limit time', inputs: TIMES })
      return html`<h2>${target}</h2><div class="actions">${rate}${times}</div>`
    })
}

interface Registered {
  readonly name: string
  readonly limits: string
}

/** Celery adds limits in brackets: `name [rate_limit=10/m]`. */
function nameOf(registered: string): Registered {
  const [name = '', ...limits] = registered.split(' ')
  return { name, limits: limits.join(' ').replace(/^\[|\]$/g, '') }
}

const COLUMNS: readonly Column<Registered>[] = [
  { says: 'Task name', kind: 'name', cell: ({ name }) => name },
  { says: 'Limits', cell: ({ limits }) => showText(limits) },
]

const RATE = html`<input name="ratelimit" required size="8" placeholder="100/m" aria-label="Rate limit">`
const TIMES = html`<input type="number" name="soft" min="0" placeholder="soft" aria-label="Soft time limit, seconds"><input type="number" name="hard" min="0" placeholder="hard" aria-label="Hard time limit, seconds">`
