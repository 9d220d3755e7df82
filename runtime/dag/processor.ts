import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, relative, sep } from 'node:path'
import type { Config } from '../config/config.ts'
import { type Database, inTransaction } from '../db/database.ts'
import { deleteImportErrors, listImportErrors, saveImportError } from '../db/import-error.ts'
import { takeParsingRequests } from '../db/parsing-request.ts'
import { listSerializedDags } from '../db/serialized-dag.ts'
import { fileVersion } from '../sdk/dag-file-loader.ts'
import type { Clock } from '../service/clock.ts'
import type { Log } from '../service/log.ts'
import { Poller } from '../service/poll.ts'
import type { IgnoreSyntax } from './airflow-ignore.ts'
import { dagDefaults } from './dag-defaults.ts'
import { FolderWatcher } from './folder-watcher.ts'
import { KnownFiles } from './known-files.ts'
import type { ParseResult } from './parse-protocol.ts'
import { ParserPool } from './parser-pool.ts'
import { type FolderScan, scanFolder } from './scan-folder.ts'
import { storeParseResult, storeRemoval, textOf } from './store-file.ts'

export interface ProcessorSetup {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly onChanged: (dagId: string) => void
}

/**
 * Keeps the database at what the dags folder says: a new, changed or removed file is seen by the system's watches, or
 * by a look every few seconds. Files are loaded in child processes; what is unchanged costs a stat.
 */
export class DagProcessor implements Disposable {
  readonly #setup: ProcessorSetup
  readonly #folder: string
  readonly #pool: ParserPool
  readonly #poller = new Poller()
  readonly #watcher = new FolderWatcher(() => this.#poller.wake())
  readonly #files = new KnownFiles()
  readonly #inFlight = new Map<string, Promise<void>>()
  #scan: FolderScan = { versions: new Map(), folders: [], problems: [] }
  #ignoreProblems: ReadonlyMap<string, string> = new Map()
  /** DAG ids that a file defines although another one has them: it gets them when the other gives them up. */
  readonly #clashes = new Map<string, ReadonlySet<string>>()
  readonly #readAgain = new Set<string>()
  #isFirstLook = true
  #isDisposed = false

  constructor(setup: ProcessorSetup) {
    const { config } = setup
    this.#setup = setup
    this.#folder = config.string('core', 'dags_folder')
    this.#pool = new ParserPool({
      dagsFolder: this.#folder,
      defaults: dagDefaults(config),
      processes: config.integer('scheduler', 'parsing_processes'),
      timeoutMs: config.float('core', 'dagbag_import_timeout') * 1000,
      recycleAfter: config.integer('slipstream', 'parser_recycle_after'),
    })
  }

  async run(signal: AbortSignal): Promise<void> {
    const restMs = this.#setup.config.float('slipstream', 'parse_poll_seconds') * 1000
    await this.#poller.run(signal, async () => {
      await this.#look().catch(error => this.#lookFailed(error))
      return restMs
    })
  }

  /** One look at everything, until every file that needed it has been read. */
  async runOnce(): Promise<void> {
    await this.#look()
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight.values())
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true
    this.#watcher[Symbol.dispose]()
    this.#pool[Symbol.dispose]()
  }

  async #look(): Promise<void> {
    const scan = scanFolder(this.#folder, this.#setup.config.string('core', 'dag_ignore_file_syntax') as IgnoreSyntax)
    this.#scan = scan
    this.#watch()
    await this.#reportIgnoreFiles(scan)
    if (this.#isFirstLook) await this.#removeStrangers(scan)
    this.#isFirstLook = false
    const { changed, gone } = this.#files.update(new Map([...scan.versions, ...this.#versionsBeside()]))
    for (const path of gone) if (this.#files.isDagFile(path)) await this.#remove(path)
    for (const path of changed) if (scan.versions.has(path)) await this.#classify(path)
    const affected = this.#files.dependentsOf([...changed, ...gone])
    for (const path of changed) if (this.#files.isDagFile(path)) affected.add(path)
    for (const path of await takeParsingRequests(this.#setup.database.kysely))
      if (this.#files.isDagFile(path)) affected.add(path)
    for (const path of affected) if (scan.versions.has(path)) this.#read(path)
  }

  /** .airflowignore keeps files from being DAG files, not from being imported by them. */
  #modulesBeside(): string[] {
    return this.#files.modules.filter(path => !this.#scan.versions.has(path) && !this.#files.isDagFile(path))
  }

  #versionsBeside(): [string, string][] {
    return this.#modulesBeside().map(path => [path, fileVersion(path)])
  }

  #watch(): void {
    this.#watcher.set([...this.#scan.folders, ...this.#modulesBeside().map(path => dirname(path))])
  }

  /** What was found may not have been stored: the next look begins anew. */
  #lookFailed(error: unknown): void {
    this.#setup.log.error('pass_failed', { part: 'Looking for changed DAG files', error: String(error) })
    this.#files.forget()
    this.#isFirstLook = true
  }

  /** A file that no longer looks like a DAG file takes its DAGs with it. */
  async #classify(path: string): Promise<void> {
    const wasDagFile = this.#files.isDagFile(path)
    const isDagFile = await this.#looksLikeDagFile(path)
    this.#files.setDagFile(path, isDagFile)
    if (wasDagFile && !isDagFile) await this.#remove(path)
  }

  /** [core] dag_discovery_safe_mode: a DAG file speaks of DAGs, and of us or of Airflow. */
  async #looksLikeDagFile(path: string): Promise<boolean> {
    if (!this.#setup.config.boolean('core', 'dag_discovery_safe_mode')) return true
    const text = (await readFile(path, 'utf8').catch(() => '')).toLowerCase()
    return text.includes('dag') && (text.includes('slipstream') || text.includes('airflow'))
  }

  #read(path: string): void {
    if (this.#isDisposed) return
    if (this.#inFlight.has(path)) {
      this.#readAgain.add(path)
      return
    }
    const reading = this.#readAndStore(path).finally(() => {
      this.#inFlight.delete(path)
      if (this.#readAgain.delete(path) && this.#files.isDagFile(path)) this.#read(path)
    })
    this.#inFlight.set(path, reading)
  }

  /** What changes while it is being read, the file or a module that it stands on, is read again. */
  async #readAndStore(path: string): Promise<void> {
    const { versions } = this.#files
    const startedMs = performance.now()
    const result = await this.#pool.parse({ path, relativePath: relative(this.#folder, path).split(sep).join('/') })
    if (this.#isDisposed) return
    this.#files.setDependencies(path, [path, ...result.files])
    if (result.files.some(module => !this.#scan.versions.has(module))) this.#watch()
    if (this.#files.hasChangedSince(path, versions)) this.#readAgain.add(path)
    await this.#store(path, result).catch(error => this.#storeFailed(path, error))
    this.#sayRead(path, result, performance.now() - startedMs)
  }

  #storeFailed(path: string, error: unknown): void {
    this.#setup.log.error('pass_failed', { part: `Storing ${path}`, error: String(error) })
    this.#files.forget()
  }

  #sayRead(path: string, result: ParseResult, ms: number): void {
    const { log } = this.#setup
    if (result.type === 'parsed')
      log.debug('dag_file_parsed', { file: path, dags: result.dags.length, ms: Math.round(ms) })
    else log.warn('dag_file_broken', { file: path, error: textOf(result.error).split('\n')[0] as string })
  }

  async #store(path: string, result: ParseResult): Promise<void> {
    const { database, clock, config, log, onChanged } = this.#setup
    const source = await readFile(path, 'utf8').catch(() => '')
    const stored = await inTransaction(database, db =>
      storeParseResult(db, result, {
        path,
        source,
        nowMs: clock(),
        pausedAtCreation: config.boolean('core', 'dags_are_paused_at_creation'),
        isPresent: other => existsSync(other),
      }),
    )
    this.#clashes.set(path, new Set(stored.clashes.map(({ dagId }) => dagId)))
    for (const { dagId, other } of stored.clashes) log.warn('dag_duplicate', { dagId, file: path, other })
    for (const dagId of stored.changed) onChanged(dagId)
    this.#sayRemoved(path, stored.removed)
  }

  async #remove(path: string): Promise<void> {
    this.#files.setDagFile(path, false)
    this.#files.setDependencies(path, [])
    this.#clashes.delete(path)
    this.#sayRemoved(path, await inTransaction(this.#setup.database, db => storeRemoval(db, path)))
  }

  /** Another file may have been waiting for the id. */
  #sayRemoved(path: string, dagIds: readonly string[]): void {
    for (const dagId of dagIds) {
      this.#setup.log.info('dag_removed', { dagId, file: path })
      this.#setup.onChanged(dagId)
      for (const [other, clashes] of this.#clashes) if (other !== path && clashes.has(dagId)) this.#read(other)
    }
  }

  /** DAGs and errors of files that vanished while nobody looked. */
  async #removeStrangers(scan: FolderScan): Promise<void> {
    const { database } = this.#setup
    const dags = await listSerializedDags(database.kysely)
    const errors = await listImportErrors(database.kysely)
    const known = new Set([...dags.map(dag => dag.fileloc), ...errors.map(error => error.filename)])
    for (const path of known) if (!scan.versions.has(path)) await this.#remove(path)
  }

  async #reportIgnoreFiles(scan: FolderScan): Promise<void> {
    const { database, clock } = this.#setup
    const problems = new Map(scan.problems.map(({ file, error }) => [file, error.message]))
    for (const [filename, stacktrace] of problems) {
      if (this.#ignoreProblems.get(filename) !== stacktrace)
        await saveImportError(database.kysely, { filename, stacktrace, atMs: clock() })
    }
    await deleteImportErrors(
      database.kysely,
      [...this.#ignoreProblems.keys()].filter(file => !problems.has(file)),
    )
    this.#ignoreProblems = problems
  }
}
