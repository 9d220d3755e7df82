import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Config } from '../../runtime/config/config.ts'
import { loadConfig } from '../../runtime/config/load-config.ts'
import { DagProcessor } from '../../runtime/dag/processor.ts'
import { type Database, openDatabase } from '../../runtime/db/database.ts'
import { migrate } from '../../runtime/db/migrate.ts'
import { systemClock } from '../../runtime/service/clock.ts'
import { openLog } from '../../runtime/service/log.ts'

/** An AIRFLOW_HOME of its own: a migrated SQLite database, a dags folder, and what the processes log. */
export interface ScratchHome extends AsyncDisposable {
  readonly home: string
  readonly dagsFolder: string
  readonly config: Config
  readonly database: Database
  readonly log: ReturnType<typeof openLog>
  /** Lines of the process log, debug and up. */
  readonly lines: readonly string[]
  /** Writes a file below the dags folder; @returns its path */
  write(name: string, text: string): string
  /** Reads the DAG files once, as a DAG processor that has just started does. */
  readDags(): Promise<void>
}

/** @param options variables over the defaults, e.g. `AIRFLOW__CORE__PARALLELISM`, and files of the dags folder by name */
export async function openScratchHome(
  options: { readonly env?: NodeJS.ProcessEnv; readonly dags?: Readonly<Record<string, string>> } = {},
): Promise<ScratchHome> {
  const home = mkdtempSync(join(tmpdir(), 'slipstream-home-'))
  const config = loadConfig({ env: { AIRFLOW_HOME: home, PATH: process.env['PATH'], ...options.env } })
  const database = await openDatabase(config.string('database', 'sql_alchemy_conn'))
  await migrate(database)
  const dagsFolder = config.string('core', 'dags_folder')
  mkdirSync(dagsFolder, { recursive: true })
  const lines: string[] = []
  const log = openLog('test', 'debug', line => lines.push(line))
  const scratch: ScratchHome = {
    home,
    dagsFolder,
    config,
    database,
    log,
    lines,
    write: (name, text) => writeBelow(dagsFolder, name, text),
    async readDags() {
      using processor = new DagProcessor({ config, database, log, clock: systemClock, onChanged: () => undefined })
      await processor.runOnce()
    },
    async [Symbol.asyncDispose]() {
      await database.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
  for (const [name, text] of Object.entries(options.dags ?? {})) scratch.write(name, text)
  return scratch
}

function writeBelow(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}
