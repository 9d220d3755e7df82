import type { TaskRecord } from '../state/task-record.ts'
import { type Html, html } from './frame/html.ts'

/** What the task is for its owner: the task of a DAG and its run, or else its Celery name. */
export function taskTitle({ attempt, name }: Readonly<TaskRecord>): string {
  if (attempt === null) return name ?? 'Unknown task'
  const mapped = attempt.mapIndex < 0 ? '' : ` [${attempt.mapIndex}]`
  return `${attempt.dagId}.${attempt.taskId}${mapped}`
}

export const underTitle = ({ attempt, uuid }: Readonly<TaskRecord>): Html =>
  html`<span class="under">${attempt?.runId ?? uuid}</span>`
