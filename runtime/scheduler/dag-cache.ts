import { findSerializedDag, listDagHashes, type StoredDag } from '../db/serialized-dag.ts'
import type { Db } from '../db/tables.ts'
import { type DagGraph, dagGraph } from '../model/dag.ts'
import { effectiveWeights } from '../model/priority.ts'
import { UnreadableSerializedDag } from '../model/serialized/errors.ts'

/** A serialized DAG with what the scheduler derives from it once. */
export interface CachedDag {
  readonly hash: string
  readonly graph: DagGraph
  readonly weights: ReadonlyMap<string, number>
  readonly looksAtPast: boolean
  readonly hasBranching: boolean
}

/** Serialized DAGs by id, read again only when their hash in the database has changed. */
export class DagCache {
  readonly #dags = new Map<string, CachedDag>()
  readonly #unreadable = new Map<string, string>()
  readonly #onUnreadable: (error: UnreadableSerializedDag) => void

  /** @param onUnreadable hears once of each version of a DAG that cannot be read; other DAGs go on */
  constructor(onUnreadable: (error: UnreadableSerializedDag) => void) {
    this.#onUnreadable = onUnreadable
  }

  /** Null when the DAG is no longer serialized (its file is gone), or not readable. */
  async get(db: Db, dagId: string): Promise<CachedDag | null> {
    return (await this.all(db, [dagId])).get(dagId) ?? null
  }

  /** Those that are serialized and readable, by id. */
  async all(db: Db, dagIds: readonly string[]): Promise<ReadonlyMap<string, CachedDag>> {
    const found = new Map<string, CachedDag>()
    for (const [dagId, hash] of await listDagHashes(db, [...new Set(dagIds)])) {
      const dag = await this.version(db, dagId, hash)
      if (dag !== null) found.set(dagId, dag)
    }
    return found
  }

  /** The DAG in this version, which the database has now; null as `get`. */
  async version(db: Db, dagId: string, hash: string | null): Promise<CachedDag | null> {
    const cached = this.#dags.get(dagId)
    if (hash === null || this.#unreadable.get(dagId) === hash) return null
    if (cached?.hash === hash) return cached
    const stored = await this.#read(db, dagId, hash)
    if (stored === null) return null
    const fresh = derive(dagGraph(stored.spec), stored.hash)
    this.#dags.set(dagId, fresh)
    return fresh
  }

  async #read(db: Db, dagId: string, hash: string): Promise<StoredDag | null> {
    try {
      return await findSerializedDag(db, dagId)
    } catch (error) {
      if (!(error instanceof UnreadableSerializedDag)) throw error
      this.#unreadable.set(dagId, hash)
      this.#onUnreadable(error)
      return null
    }
  }
}

const derive = (graph: DagGraph, hash: string): CachedDag => ({
  hash,
  graph,
  weights: effectiveWeights(graph),
  looksAtPast: graph.dag.tasks.some(task => task.dependsOnPast || task.waitForDownstream),
  hasBranching: graph.dag.tasks.some(task => task.isBranching),
})
