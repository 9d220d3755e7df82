import type { Config } from './config.ts'
import { maskedUrl, parseDatabaseUrl } from './database-url.ts'
import { ResultBackendUnsupported } from './errors.ts'

/** What `[celery] result_backend` asks for. */
export interface ResultBackendSettings {
  /** A database URL as sql_alchemy_conn has it. */
  readonly url: string
  /** Whether a result carries the task's name, arguments, worker, retries and queue (Celery's result_extended). */
  readonly isExtended: boolean
  /** Whether the start of a task is written too ([celery] task_track_started). */
  readonly tracksStarted: boolean
}

/**
 * Null where no results are kept: nothing here reads them, the database has the states of task instances.
 * @throws ResultBackendUnsupported, DatabaseUrlError
 */
export function resultBackendSettings(config: Config): ResultBackendSettings | null {
  const text = config.optional('celery', 'result_backend')?.trim() ?? ''
  if (text === '' || /^disabled(:\/\/)?$/.test(text)) return null
  const url = /^(?:db|database)\+(.+)$/.exec(text)?.[1]
  if (url === undefined) throw new ResultBackendUnsupported(maskedUrl(text))
  parseDatabaseUrl(url)
  const more = config.json('celery', 'extra_celery_config') as Readonly<Record<string, unknown>> | null
  return {
    url,
    isExtended: more?.['result_extended'] === true,
    tracksStarted: config.boolean('celery', 'task_track_started'),
  }
}
