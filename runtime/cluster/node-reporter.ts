import { availableParallelism, freemem, loadavg, totalmem } from 'node:os'
import type { Config } from '../config/config.ts'
import { configFingerprint } from '../config/fingerprint.ts'
import type { IgnoreSyntax } from '../dag/airflow-ignore.ts'
import { FolderHash } from '../dag/folder-hash.ts'
import type { Database } from '../db/database.ts'
import {
  databaseTimeMs,
  deleteNode,
  type NodeReport,
  type NodeRole,
  saveNode,
  type WorkerCapacity,
} from '../db/node.ts'
import type { Clock } from '../service/clock.ts'
import { hostName } from '../service/host-name.ts'
import type { Log } from '../service/log.ts'
import { Poller } from '../service/poll.ts'

export interface NodeSetup {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly role: NodeRole
  readonly version: string
}

/** Keeps a row about this process in the database, so that an operator and the scheduler see how the cluster is made up. */
export class NodeReporter {
  readonly #setup: NodeSetup
  readonly #dags: FolderHash
  readonly #configured: Pick<NodeReport, 'configHash' | 'configOptions'>
  readonly #poller = new Poller()
  #capacity: () => WorkerCapacity | null = () => null
  #startMs: number | null = null

  constructor(setup: NodeSetup) {
    const { config } = setup
    this.#setup = setup
    this.#dags = new FolderHash(
      config.string('core', 'dags_folder'),
      config.string('core', 'dag_ignore_file_syntax') as IgnoreSyntax,
    )
    const { hash, options } = configFingerprint(config)
    this.#configured = { configHash: hash, configOptions: options }
  }

  /** From now on the report has that too. */
  describeWorker(capacity: () => WorkerCapacity): void {
    this.#capacity = capacity
  }

  /** What it reports has changed: others should not wait for it. */
  reportSoon(): void {
    this.#poller.wake()
  }

  /** Reports until the signal, and then that this process is no more. */
  async run(signal: AbortSignal, onReported: () => Promise<void> = async () => undefined): Promise<void> {
    const { config } = this.#setup
    const restMs = reportEveryMs(config)
    await this.#poller.run(signal, async () => {
      await this.#tolerate(async () => {
        await this.report()
        await onReported()
      })
      return restMs
    })
    await this.#tolerate(() => deleteNode(this.#setup.database.kysely, this.#key))
  }

  async report(): Promise<void> {
    const { database, version } = this.#setup
    const clock = await this.#compareClocks()
    this.#startMs ??= clock.databaseMs
    await saveNode(database.kysely, {
      ...this.#key,
      ...this.#configured,
      ...machine(),
      version,
      worker: this.#capacity(),
      dagsHash: this.#dags.current(),
      clockOffsetMs: clock.offsetMs,
      startMs: this.#startMs,
      latestHeartbeatMs: clock.databaseMs,
    })
  }

  /** The database's answer is of a moment between question and answer: the middle is off by half of that at most. */
  async #compareClocks(): Promise<{ readonly databaseMs: number; readonly offsetMs: number }> {
    const { database, clock } = this.#setup
    const askedMs = clock()
    const databaseMs = await databaseTimeMs(database.kysely)
    return { databaseMs, offsetMs: Math.round(((askedMs + clock()) / 2 - databaseMs) * 10) / 10 }
  }

  get #key() {
    return { hostname: hostName(), role: this.#setup.role, pid: process.pid }
  }

  async #tolerate(work: () => Promise<void>): Promise<void> {
    await work().catch(error =>
      this.#setup.log.error('pass_failed', { part: 'The report of this node', error: String(error) }),
    )
  }
}

/** [slipstream] node_report_seconds, in milliseconds. */
export const reportEveryMs = (config: Config): number => config.float('slipstream', 'node_report_seconds') * 1000

const MB = 1024 * 1024

function machine() {
  const [one = 0, five = 0, fifteen = 0] = loadavg()
  return {
    load: [one, five, fifteen] as const,
    cpus: availableParallelism(),
    memoryTotalMb: Math.round(totalmem() / MB),
    memoryFreeMb: Math.round(freemem() / MB),
    memoryProcessMb: Math.round(process.memoryUsage.rss() / MB),
  }
}
