import type { JsonValue } from '../../../model/keys.ts'
import { type Html, html } from '../frame/html.ts'
import { DASH, factList, showJson, showNumber, showSeconds, showTime } from '../frame/show.ts'
import type { WorkerPageParts } from './worker-page-parts.ts'

type Told = Readonly<Record<string, JsonValue>>

/** A part of what a worker told; empty when it told nothing of the kind. */
export function toldPart(value: JsonValue | undefined, ...path: readonly string[]): Told {
  let part: JsonValue | undefined = value
  for (const name of path) part = isRecord(part) ? part[name] : undefined
  return isRecord(part) ? part : {}
}

/** As names and values, in their order. */
export const toldFacts = (told: Told): Html =>
  Object.keys(told).length === 0
    ? html`<div class="panel"><p class="empty">The worker has not told this yet.</p></div>`
    : factList(Object.entries(told).map(([name, value]) => [name, showJson(value)]))

export const brokerFacts = ({ answers }: WorkerPageParts): Html => toldFacts(toldPart(answers.stats, 'broker'))

export const configFacts = ({ answers }: WorkerPageParts): Html =>
  toldFacts(Object.fromEntries(Object.entries(toldPart(answers.conf)).sort(([a], [b]) => (a < b ? -1 : 1))))

export function systemFacts({ worker, answers }: WorkerPageParts): Html {
  const stats = toldPart(answers.stats)
  const uptime = stats['uptime']
  const load = worker?.loadavg?.map(one => one.toFixed(2)).join(', ')
  return html`${factList([
    ['Load average', load ?? DASH],
    ['Uptime', showSeconds(typeof uptime === 'number' ? uptime : null)],
    ['Cores', showJson(stats['cores'])],
    ['Clock', showNumber(worker?.clock ?? null)],
    ['Last heartbeat', showTime(worker?.heartbeats.at(-1) ?? null)],
  ])}
<h2>Resource usage</h2>
${toldFacts(toldPart(answers.stats, 'rusage'))}`
}

const isRecord = (value: JsonValue | undefined): value is Told =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
