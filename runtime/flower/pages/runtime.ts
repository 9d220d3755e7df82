import type { TaskRecord } from '../state/task-record.ts'
import { type HtmlValue, html } from './frame/html.ts'
import { DASH, showSeconds } from './frame/show.ts'

/** How long the task ran, or has been running. The event of a failure does not tell it, but when it was. */
export function showRuntime(task: Readonly<TaskRecord>, nowMs: number): HtmlValue {
  const { runtime, started, state } = task
  if (runtime !== null || started === null) return runtime === null ? DASH : showSeconds(runtime)
  const ended = [task.succeeded, task.failed, task.retried, task.revoked, task.rejected].filter(at => at !== null)
  if (state === 'STARTED') return html`<span class="soft">${showSeconds(Math.max(nowMs / 1000 - started, 0))}</span>`
  return ended.length === 0 ? DASH : showSeconds(Math.max(Math.max(...ended) - started, 0))
}
