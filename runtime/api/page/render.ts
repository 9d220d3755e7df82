import { escapeHtml } from '../../service/escape-html.ts'
import type { Health } from '../health.ts'
import { STYLES } from './styles.ts'

export interface Overview {
  readonly version: string
  readonly instance: string
  readonly health: Health
  /** Null when the database does not answer. */
  readonly dags: { readonly active: number; readonly paused: number } | null
}

export const LINKS = [
  { href: '/api/v1/dags', says: 'DAGs' },
  { href: '/api/v1/dags/~/dagRuns?order_by=-execution_date&limit=25', says: 'Last DAG runs' },
  { href: '/api/v1/importErrors', says: 'Import errors' },
  { href: '/api/v1/openapi.json', says: 'OpenAPI document' },
  { href: '/health', says: 'Health' },
] as const

export function renderStartPage(overview: Overview): string {
  const { instance, version, health, dags } = overview
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(instance)}</title>
<style>${STYLES}</style>
</head>
<body>
<main>
<h1>${escapeHtml(instance)}</h1>
<p class="lead">Airflow-compatible scheduler, version ${escapeHtml(version)}</p>
<ul class="tiles">
${tile('Scheduler', health.scheduler.status, heartbeatText(health))}
${tile('Metadata database', health.metadatabase.status, 'answers this page')}
${dags === null ? '' : tile('Active DAGs', String(dags.active), `${dags.paused} paused`)}
</ul>
<h2>Look inside</h2>
<ul class="links">
${LINKS.map(link => `<li><a href="${escapeHtml(link.href)}">${escapeHtml(link.says)}</a> <code>${escapeHtml(link.href)}</code></li>`).join('\n')}
</ul>
<p class="note">The API asks for the name and password of a user: <code>airflow users create</code> makes one.</p>
</main>
</body>
</html>
`
}

const heartbeatText = ({ scheduler }: Health): string =>
  scheduler.latest_scheduler_heartbeat === null
    ? 'not running: start it with airflow scheduler'
    : `last heartbeat ${scheduler.latest_scheduler_heartbeat.slice(0, 19).replace('T', ' ')} UTC`

const tile = (name: string, value: string, note: string): string =>
  `<li class="${escapeHtml(value)}"><span>${escapeHtml(name)}</span><strong>${escapeHtml(value)}</strong><small>${escapeHtml(note)}</small></li>`
