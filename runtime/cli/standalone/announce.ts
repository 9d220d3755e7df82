import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import type { Config } from '../../config/config.ts'
import { restFor } from '../../service/poll.ts'
import type { Printer } from './prefix-lines.ts'
import type { PreparedHome } from './prepare-home.ts'

/** Waits until /health says that the scheduler is healthy, then says where everything is. */
export async function announceWhenReady(
  config: Config,
  prepared: PreparedHome,
  { signal, printer }: { readonly signal: AbortSignal; readonly printer: Printer },
): Promise<void> {
  const scheme = config.optional('webserver', 'web_server_ssl_cert') === null ? 'http' : 'https'
  const url = `${scheme}://${reachableHost(config)}:${config.integer('webserver', 'web_server_port')}`
  while (!signal.aborted && !(await isHealthy(`${url}/health`))) await restFor(POLL_MS, signal)
  if (signal.aborted) return
  for (const line of welcome(config, prepared, url)) printer.print('standalone', line)
}

const POLL_MS = 50

/** The address that it listens on; for all addresses the one of this machine. */
function reachableHost(config: Config): string {
  const host = config.string('webserver', 'web_server_host')
  return host === '0.0.0.0' || host === '::' ? 'localhost' : host
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const health = JSON.parse(await get(url)) as { readonly scheduler?: { readonly status?: string } }
    return health.scheduler?.status === 'healthy'
  } catch {
    return false
  }
}

function get(url: string): Promise<string> {
  const client = url.startsWith('https:') ? https : http
  return new Promise((resolve, reject) => {
    // It is our own process on this machine, whatever name its certificate is for.
    const options = { rejectUnauthorized: false, timeout: ANSWER_WITHIN_MS }
    const request = client.get(url, options, response => text(response).then(resolve, reject))
    request.on('error', reject).on('timeout', () => request.destroy(new Error('no answer')))
  })
}

const ANSWER_WITHIN_MS = 2000

function welcome(config: Config, { admin, copiedExamples, dagsFolder }: PreparedHome, url: string): string[] {
  return [
    '',
    'Airflow is ready',
    `  Web app     ${url}`,
    `  Login       ${loginOf(admin)}`,
    `  DAG files   ${dagsFolder}${copiedExamples > 0 ? ` (with ${copiedExamples} example files)` : ''}`,
    `  Task logs   ${config.string('logging', 'base_log_folder')}`,
    `  AIRFLOW_HOME=${config.home}`,
    '  Ctrl-C stops everything. Airflow standalone is for development only: it is not meant for production.',
    '',
  ]
}

function loginOf(admin: PreparedHome['admin']): string {
  if (admin === null) return 'with a user of: airflow users list'
  if (admin.password === null) return `${admin.username}, with the password in ${admin.passwordFile}`
  return `${admin.username}, password ${admin.password} (kept in ${admin.passwordFile})`
}
