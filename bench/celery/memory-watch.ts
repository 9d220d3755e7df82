import type { MemoryCurve } from '../figures/memory-table.ts'
import type { Point } from '../figures/over-time.ts'
import { pssMiB, rssMiB } from '../system/processes.ts'
import type { ProgramSet } from '../system/program-set.ts'

/** Looks at each program when it is told to, but not more often than this: a look costs the kernel work, too. */
const EVERY_S = 5

export class MemoryWatch {
  readonly #programs: ProgramSet
  readonly #names: readonly string[]
  readonly #curves: ReadonlyMap<string, { pss: Point[]; rss: Point[] }>
  #nextS = 0
  readonly #startedMs = performance.now()

  constructor(programs: ProgramSet, names: readonly string[]) {
    this.#programs = programs
    this.#names = names
    this.#curves = new Map(names.map(name => [name, { pss: [], rss: [] }]))
  }

  look(): void {
    const atS = (performance.now() - this.#startedMs) / 1000
    if (atS < this.#nextS) return
    this.#nextS = atS + EVERY_S
    for (const name of this.#names) {
      const pids = this.#programs.pids([name])
      this.#curves.get(name)?.pss.push({ atS, value: pssMiB(pids) })
      this.#curves.get(name)?.rss.push({ atS, value: rssMiB(pids) })
    }
  }

  curves(): Record<string, MemoryCurve> {
    return Object.fromEntries(this.#curves)
  }
}
