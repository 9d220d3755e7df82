import { setTimeout as sleep } from 'node:timers/promises'
import type { TaskInstanceKey } from '../model/keys.ts'
import { type Database, inTransaction } from './database.ts'
import { isConnectionLoss } from './mysql/mysql-errors.ts'
import type { Db } from './tables.ts'

export interface GroupedWrite<T> {
  /** Whose row is written. */
  readonly key: TaskInstanceKey
  /** Run again where the transaction failed: it must not act on anything but the database. */
  readonly work: (db: Db) => Promise<T>
  /** It is one statement: alone it needs no transaction around it. */
  readonly isOneStatement?: boolean
  /** It may wait that long for others to travel with. */
  readonly patienceMs?: number
}

interface Waiting {
  readonly write: GroupedWrite<unknown>
  readonly settle: PromiseWithResolvers<unknown>
}

/** Bounded, so that one transaction does not hold its locks for long. */
const MOST_TOGETHER = 50

/**
 * Writes of one process about task instances. What comes while others are being written waits for them and then shares
 * one transaction: one commit for all of them instead of one each. A write that comes alone starts at once.
 */
export class GroupCommit {
  readonly #database: Database
  #waiting: Waiting[] = []
  #isWriting = false

  constructor(database: Database) {
    this.#database = database
  }

  write<T>(write: GroupedWrite<T>): Promise<T> {
    const settle = Promise.withResolvers<unknown>()
    this.#waiting.push({ write, settle })
    void this.#startAfter(write.patienceMs ?? 0)
    return settle.promise as Promise<T>
  }

  async #startAfter(patienceMs: number): Promise<void> {
    if (patienceMs > 0) await sleep(patienceMs)
    if (this.#isWriting) return
    this.#isWriting = true
    // What is asked for in the same turn of the event loop goes together.
    await Promise.resolve()
    while (this.#waiting.length > 0) await this.#commit(this.#takeGroup())
    this.#isWriting = false
  }

  /** In the order in which others lock the rows: by run, then by task. */
  #takeGroup(): Waiting[] {
    const group = this.#waiting.slice(0, MOST_TOGETHER)
    this.#waiting = this.#waiting.slice(MOST_TOGETHER)
    return group.sort((one, other) => compareKeys(one.write.key, other.write.key))
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const [only] = group
    if (group.length === 1 && only !== undefined) return this.#commitAlone(only)
    const works = group.map(({ write }) => write.work)
    try {
      const results = await inTransaction(this.#database, db => inTurn(works, db))
      for (const [index, { settle }] of group.entries()) settle.resolve(results[index])
    } catch (error) {
      if (isConnectionLoss(error)) for (const { settle } of group) settle.reject(error)
      // One of them is to blame, and nothing of the others is written.
      else for (const one of group) await this.#commitAlone(one)
    }
  }

  async #commitAlone({ write, settle }: Waiting): Promise<void> {
    const { work, isOneStatement } = write
    await (isOneStatement === true ? work(this.#database.kysely) : inTransaction(this.#database, work)).then(
      settle.resolve,
      settle.reject,
    )
  }
}

async function inTurn(works: readonly GroupedWrite<unknown>['work'][], db: Db): Promise<unknown[]> {
  const results: unknown[] = []
  for (const work of works) results.push(await work(db))
  return results
}

const compareKeys = (one: TaskInstanceKey, other: TaskInstanceKey): number =>
  compare(one.dagId, other.dagId) ||
  compare(one.runId, other.runId) ||
  compare(one.taskId, other.taskId) ||
  one.mapIndex - other.mapIndex

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other))
