import type { Config } from '../config/config.ts'
import type { Database } from '../db/database.ts'
import { databaseTimeMs, deleteSilentNodes, listNodes, type StoredNode } from '../db/node.ts'
import type { Log } from '../service/log.ts'
import { differenceKey, type NodeDifference, nodeDifferences } from './node-differences.ts'
import { reportEveryMs } from './node-reporter.ts'

export interface NodeWatchSetup {
  readonly config: Config
  readonly database: Database
  readonly log: Log
}

/** How many reports a node may miss before it counts as dead. */
const MOST_MISSED = 3

/** A node that has been silent for so long is forgotten. */
const FORGET_AFTER_MS = 3_600_000

export const isAlive = ({ ageMs }: StoredNode, config: Config): boolean =>
  ageMs <= reportEveryMs(config) * MOST_MISSED + ANSWER_MS

/** For a report that is being written. */
const ANSWER_MS = 1000

/** The scheduler's look at the nodes: it says where they differ, once for each change, and forgets dead ones. */
export class NodeWatch {
  readonly #setup: NodeWatchSetup
  /** What the last look saw: a difference that the next one sees too is no deployment under way. */
  #seen = new Set<string>()
  readonly #said = new Set<string>()

  constructor(setup: NodeWatchSetup) {
    this.#setup = setup
  }

  async look(): Promise<void> {
    const { config, database } = this.#setup
    const nodes = await listNodes(database.kysely)
    this.#compare(nodeDifferences(nodes.filter(node => isAlive(node, config))))
    if (nodes.some(({ ageMs }) => ageMs > FORGET_AFTER_MS))
      await deleteSilentNodes(database.kysely, (await databaseTimeMs(database.kysely)) - FORGET_AFTER_MS)
  }

  #compare(differences: readonly NodeDifference[]): void {
    const present = new Map(differences.map(difference => [differenceKey(difference), difference]))
    for (const [key, difference] of present) if (this.#seen.has(key) && !this.#said.has(key)) this.#say(key, difference)
    const hadSaid = this.#said.size > 0
    for (const key of this.#said) if (!present.has(key)) this.#said.delete(key)
    if (hadSaid && present.size === 0) this.#setup.log.info('nodes_agree', {})
    this.#seen = new Set(present.keys())
  }

  #say(key: string, difference: NodeDifference): void {
    this.#said.add(key)
    if (difference.type === 'clock_off') this.#setup.log.warn('clock_off', difference)
    else
      this.#setup.log.warn('nodes_differ', {
        ...difference,
        advice: `${difference.advice}. See: airflow cluster nodes`,
      })
  }
}
