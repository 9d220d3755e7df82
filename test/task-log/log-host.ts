import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Config } from '../../runtime/config/config.ts'
import { loadConfig } from '../../runtime/config/load-config.ts'
import { openLog } from '../../runtime/service/log.ts'
import { type LogServerOptions, serveLogs } from '../../runtime/task-log/log-server.ts'

export const SECRET = 'the key of all hosts'

/** A host with logs of its own and a log server on a free port of loopback, until the test ends. */
export interface LogHost {
  readonly port: number
  /** Its base_log_folder. */
  readonly folder: string
  readonly config: Config
  /** What was logged. */
  readonly lines: string[]
  stop(): void
}

export async function openLogHost(
  options: Partial<LogServerOptions> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<LogHost> {
  const home = mkdtempSync(join(tmpdir(), 'slipstream-logs-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const host = await startLogHost(home, options, env)
  onTestFinished(host.stop)
  return host
}

/** The same for whom stops it and removes its home himself. */
export async function startLogHost(
  home: string,
  options: Partial<LogServerOptions> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<LogHost> {
  const end = new AbortController()
  const config = loadConfig({ env: { AIRFLOW_HOME: home, AIRFLOW__WEBSERVER__SECRET_KEY: SECRET, ...env } })
  const lines: string[] = []
  const log = openLog('worker', 'info', line => lines.push(line))
  const own = { config, clock: Date.now, log, signal: end.signal, port: 0, host: '127.0.0.1' }
  const { port } = await serveLogs({ ...own, ...options })
  const folder = config.string('logging', 'base_log_folder')
  await mkdir(folder, { recursive: true })
  return { port, folder, config, lines, stop: () => end.abort() }
}

export async function putLog({ folder }: LogHost, path: string, content: string | Buffer): Promise<string> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
  return file
}
