import type { Action } from '../../cluster/action.ts'
import { type Html, type HtmlValue, html } from './html.ts'

/** What forms need beside the action; null for visitors who may not act. */
export interface FormFrame {
  readonly prefix: string
  readonly token: string
}

export interface ActionForm {
  readonly action: Action
  /** `worker`, `task` or `limit`. */
  readonly kind: 'worker' | 'task' | 'limit'
  readonly target: string
  readonly says: string
  /** Fields that people fill in. */
  readonly inputs?: HtmlValue
  readonly hidden?: Readonly<Record<string, string>>
  /** Asked before, where it cannot be undone. */
  readonly confirm?: string
}

/** A form with one button that does the action. */
export function actionForm({ prefix, token }: FormFrame, form: ActionForm): Html {
  const { action, kind, target, says, inputs = null, hidden = {}, confirm } = form
  const fields = Object.entries({ ...hidden, token }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  const tone = confirm === undefined ? '' : 'danger'
  const question = confirm === undefined ? null : html` data-confirm="${confirm}"`
  return html`<form method="post" action="${prefix}/${kind}/${encodeURIComponent(target)}/${action.name}"${question}>${fields}${inputs}<button class="button ${tone}">${says}</button></form>`
}
