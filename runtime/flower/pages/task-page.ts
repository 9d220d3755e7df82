import { type AirflowLinks, airflowLinks } from '../attempt/airflow-links.ts'
import type { FoundTask } from '../attempt/history.ts'
import { TASK_ACTIONS } from '../cluster/task-actions.ts'
import { actionForm, type FormFrame } from './frame/action-form.ts'
import { type Html, type HtmlValue, html, live } from './frame/html.ts'
import type { Page } from './frame/layout.ts'
import { factList, showNumber, showState, showText, showTime } from './frame/show.ts'
import { showRuntime } from './runtime.ts'
import { taskTitle } from './task-name.ts'

export interface TaskPageParts {
  readonly found: FoundTask
  readonly prefix: string
  /** [webserver] base_url */
  readonly airflowUrl: string
  readonly forms: FormFrame | null
  readonly nowMs: number
}

/** All about one task. */
export function taskPage(parts: TaskPageParts): Page {
  const { task, attempt } = parts.found
  const title = taskTitle(task)
  const facts = html`<h1>${title} ${showState(task.state)}</h1>
${airflowFacts(parts)}
<h2>Celery task</h2>
${factList(celeryFacts(parts))}
${textPanel('Exception', task.exception)}
${task.traceback === task.exception ? null : textPanel('Traceback', task.traceback)}`
  const content = html`${live('task', facts)}
${parts.forms === null ? null : actions(parts.forms, task.uuid, attempt !== null)}`
  return { title, section: 'tasks', content }
}

function airflowFacts({ found, airflowUrl }: TaskPageParts): HtmlValue {
  const name = found.attempt ?? found.task.attempt
  if (name === null) return null
  const links: AirflowLinks = airflowLinks(airflowUrl, name)
  const { attempt } = found
  const mapped = name.mapIndex < 0 ? '' : ` [${name.mapIndex}]`
  return factList([
    ['DAG', html`<a href="${links.dag}">${name.dagId}</a>`],
    ['DAG run', html`<a href="${links.run}">${name.runId}</a>`],
    ['Task', html`<a href="${links.task}">${name.taskId}${mapped}</a> · <a href="${links.log}">Log</a>`],
    ...(attempt === null
      ? []
      : ([
          ['Try', attempt.tryNumber],
          ['State in Airflow', showState(attempt.state)],
          ['Queue', showText(attempt.queue)],
        ] as const)),
  ])
}

function celeryFacts({ found: { task }, prefix, nowMs }: TaskPageParts): (readonly [string, HtmlValue])[] {
  const worker =
    task.worker === null
      ? showText(null)
      : html`<a href="${prefix}/worker/${encodeURIComponent(task.worker)}">${task.worker}</a>`
  const times = [
    ['Sent', task.sent],
    ['Received', task.received],
    ['Started', task.started],
    ['Succeeded', task.succeeded],
    ['Failed', task.failed],
    ['Retried', task.retried],
    ['Revoked', task.revoked],
    ['Rejected', task.rejected],
  ] as const
  return [
    ['UUID', html`<span class="id">${task.uuid}</span>`],
    ['Name', showText(task.name)],
    ['Worker', worker],
    ['Arguments', html`<code>${task.args ?? ''}</code>`],
    ['Keyword arguments', html`<code>${task.kwargs ?? ''}</code>`],
    ['Result', showText(task.result)],
    ['Runtime', showRuntime(task, nowMs)],
    ...times.filter(([, at]) => at !== null).map(([says, at]) => [says, showTime(at)] as const),
    ...(task.eta === null ? [] : ([['ETA', task.eta]] as const)),
    ['Retries', showNumber(task.retries)],
  ]
}

const textPanel = (says: string, text: string | null): Html | null =>
  text === null ? null : html`<h2>${says}</h2><div class="panel"><pre>${text}</pre></div>`

function actions(forms: FormFrame, uuid: string, isAirflows: boolean): Html {
  const [revoke] = TASK_ACTIONS
  const advice = html`<p class="hint">Airflow decides what becomes of a task that was ended here: mark its state there to end it for good.</p>`
  return html`<h2>Actions</h2>${isAirflows ? advice : null}<div class="actions">
${actionForm(forms, { action: revoke, kind: 'task', target: uuid, says: 'Revoke' })}
${actionForm(forms, {
  action: revoke,
  kind: 'task',
  target: uuid,
  says: 'Terminate',
  hidden: { terminate: 'true' },
  confirm: 'End this task now?',
})}
</div>`
}
