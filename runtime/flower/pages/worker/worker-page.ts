import type { FormFrame } from '../frame/action-form.ts'
import { type Html, type HtmlValue, html, live } from '../frame/html.ts'
import type { Page } from '../frame/layout.ts'
import { statusOf } from '../frame/show.ts'
import { limitForms, limitTable } from './limits-tab.ts'
import { poolFacts, poolForms } from './pool-tab.ts'
import { addConsumerForm, queueTable } from './queues-tab.ts'
import { taskTables } from './tasks-tab.ts'
import { brokerFacts, configFacts, systemFacts } from './told-tabs.ts'
import { loadTiles } from './worker-load.ts'
import type { WorkerPageParts } from './worker-page-parts.ts'

interface Tab {
  readonly says: string
  /** What is brought up to date, and the forms below. */
  readonly live: (parts: WorkerPageParts) => HtmlValue
  readonly forms?: (forms: FormFrame, parts: WorkerPageParts) => HtmlValue
}

const TABS = {
  pool: { says: 'Pool', live: poolFacts, forms: poolForms },
  broker: { says: 'Broker', live: brokerFacts },
  queues: { says: 'Queues', live: queueTable, forms: addConsumerForm },
  tasks: { says: 'Tasks', live: taskTables },
  limits: { says: 'Limits', live: limitTable, forms: limitForms },
  config: { says: 'Config', live: configFacts },
  system: { says: 'System', live: systemFacts },
} as const satisfies Record<string, Tab>
export type WorkerTab = keyof typeof TABS

export const workerTabOf = (text: unknown): WorkerTab =>
  Object.hasOwn(TABS, String(text)) ? (text as WorkerTab) : 'pool'

/** One worker; each tab has its own address. */
export function workerPage(parts: WorkerPageParts, tab: WorkerTab): Page {
  const { name, worker, isAlive } = parts
  const software = [worker?.swIdent, worker?.swVer, worker?.swSys].filter(part => part != null).join(' ')
  const pid = worker?.pid == null ? null : html`, PID ${worker.pid}`
  const { live: liveFacts, forms: tabForms }: Tab = TABS[tab]
  const head = html`<h1>${name} ${statusOf(isAlive)}</h1>${software === '' ? null : html`<p class="lead">${software}${pid}</p>`}${loadTiles(worker, parts.answers)}`
  const content = html`${live('worker', head)}
${tabs(parts, tab)}
${live('told', liveFacts(parts))}
${parts.forms === null || tabForms === undefined ? null : tabForms(parts.forms, parts)}`
  return { title: name, section: 'workers', content }
}

function tabs({ prefix, name }: WorkerPageParts, tab: WorkerTab): Html {
  const links = Object.entries(TABS).map(
    ([key, { says }]) =>
      html`<a href="${prefix}/worker/${encodeURIComponent(name)}?tab=${key}"${key === tab ? html` aria-current="page"` : null}>${says}</a>`,
  )
  return html`<nav class="tabs" aria-label="About this worker">${links}</nav>`
}
