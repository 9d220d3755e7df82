import type { DagRunKey } from '../model/keys.ts'

export interface DirtyRun extends DagRunKey {
  /** Something happened in it; otherwise it is looked at in case something did. */
  readonly isTouched: boolean
}

/** The runs that must be looked at, each at once or at a time to come. */
export class DirtyRuns {
  readonly #now = new Map<string, DirtyRun>()
  readonly #later = new Map<string, { readonly run: DirtyRun; readonly atMs: number }>()
  readonly #suspects = new Set<string>()

  add({ dagId, runId }: DagRunKey, isTouched = true): void {
    const text = textOf({ dagId, runId })
    this.#now.set(text, { dagId, runId, isTouched: isTouched || this.#now.get(text)?.isTouched === true })
  }

  addAt({ dagId, runId }: DagRunKey, atMs: number, isTouched = false): void {
    this.#later.set(textOf({ dagId, runId }), { run: { dagId, runId, isTouched }, atMs })
  }

  /** Takes up to `limit` runs that are due; a run is looked at once, however often it was added. */
  take(nowMs: number, limit: number): DirtyRun[] {
    for (const [text, { run, atMs }] of this.#later) {
      if (atMs > nowMs) continue
      this.#later.delete(text)
      this.add(run, run.isTouched)
    }
    const taken = this.#first(limit)
    for (const run of taken) {
      this.#now.delete(textOf(run))
      this.#later.delete(textOf(run))
    }
    return taken
  }

  /** Looking at these together failed: each is then looked at alone, and one that fails alone does not hurry. */
  putBack(runs: readonly DirtyRun[], nowMs: number): void {
    for (const run of runs) {
      this.#suspects.add(textOf(run))
      if (runs.length === 1) this.addAt(run, nowMs + SUSPECT_REST_MS)
      else this.add(run, run.isTouched)
    }
  }

  /** Looking at these went well. */
  acquit(runs: readonly DirtyRun[]): void {
    for (const run of runs) this.#suspects.delete(textOf(run))
  }

  hasDue(nowMs: number): boolean {
    return this.#now.size > 0 || (this.nextDueMs ?? Infinity) <= nowMs
  }

  get nextDueMs(): number | null {
    let next: number | null = null
    for (const { atMs } of this.#later.values()) next = Math.min(next ?? atMs, atMs)
    return next
  }

  #first(limit: number): DirtyRun[] {
    const waiting = [...this.#now]
    const [first] = waiting
    if (first !== undefined && this.#suspects.has(first[0])) return [first[1]]
    return waiting
      .filter(([text]) => !this.#suspects.has(text))
      .slice(0, limit)
      .map(([, run]) => run)
  }
}

const SUSPECT_REST_MS = 10_000

const textOf = (key: DagRunKey): string => `${key.dagId}\u0000${key.runId}`
