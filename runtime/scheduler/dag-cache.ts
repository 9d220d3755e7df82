import { findDagHash, findSerializedDag } from '../db/serialized-dag.ts'
import type { Db } from '../db/tables.ts'
import { type DagGraph, dagGraph } from '../model/dag.ts'
import { effectiveWeights } from '../model/priority.ts'

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

  /** Null when the DAG is no longer serialized: its file is gone. */
  async get(db: Db, dagId: string): Promise<CachedDag | null> {
    const hash = await findDagHash(db, dagId)
    const cached = this.#dags.get(dagId)
    if (hash === null || cached?.hash === hash) return hash === null ? null : (cached ?? null)
    const stored = await findSerializedDag(db, dagId)
    if (stored === null) return null
    const fresh = derive(dagGraph(stored.spec), stored.hash)
    this.#dags.set(dagId, fresh)
    return fresh
  }
}

const derive = (graph: DagGraph, hash: string): CachedDag => ({
  hash,
  graph,
  weights: effectiveWeights(graph),
  looksAtPast: graph.dag.tasks.some(task => task.dependsOnPast || task.waitForDownstream),
  hasBranching: graph.dag.tasks.some(task => task.isBranching),
})
