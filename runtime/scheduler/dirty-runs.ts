import type { DagRunKey } from '../model/keys.ts'

/** The runs that must be looked at, each at once or at a time to come. */
export class DirtyRuns {
  readonly #now = new Map<string, DagRunKey>()
  readonly #later = new Map<string, { readonly key: DagRunKey; readonly atMs: number }>()

  add({ dagId, runId }: DagRunKey): void {
    this.#now.set(textOf({ dagId, runId }), { dagId, runId })
  }

  addAt({ dagId, runId }: DagRunKey, atMs: number): void {
    this.#later.set(textOf({ dagId, runId }), { key: { dagId, runId }, atMs })
  }

  /** Takes up to `limit` runs that are due; a run is looked at once, however often it was added. */
  take(nowMs: number, limit: number): DagRunKey[] {
    for (const [text, { key, atMs }] of this.#later) {
      if (atMs > nowMs) continue
      this.#later.delete(text)
      this.#now.set(text, key)
    }
    const taken = [...this.#now].slice(0, limit)
    for (const [text] of taken) {
      this.#now.delete(text)
      this.#later.delete(text)
    }
    return taken.map(([, key]) => key)
  }

  hasDue(nowMs: number): boolean {
    return this.#now.size > 0 || (this.nextDueMs ?? Infinity) <= nowMs
  }

  get nextDueMs(): number | null {
    let next: number | null = null
    for (const { atMs } of this.#later.values()) next = Math.min(next ?? atMs, atMs)
    return next
  }
}

const textOf = (key: DagRunKey): string => `${key.dagId}\u0000${key.runId}`
