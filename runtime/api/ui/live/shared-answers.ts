import { readLastAuditId } from '../../../db/live-signature.ts'
import type { Db } from '../../../db/tables.ts'
import type { LiveChanges } from './live-changes.ts'

/** What no look at the database notices, such as another tag of a DAG, is shown this late. */
const LONGEST_MS = 5000

interface Shared {
  readonly answer: Promise<unknown>
  readonly atMs: number
}

/**
 * Answers that pages share: all of them ask again for what they show when they hear of a change, and most show the same.
 * An answer serves until the next change is noticed, of which they hear, too, or until somebody changes something.
 * While no page listens nothing is shared.
 */
export class SharedAnswers {
  readonly #changes: Pick<LiveChanges, 'noticed'>
  readonly #shared = new Map<string, Shared>()
  #mark = ''

  constructor(changes: Pick<LiveChanges, 'noticed'>) {
    this.#changes = changes
  }

  /** @param key names all that the answer depends on besides the database: the question, and who may read what */
  async of<T>(db: Db, key: readonly unknown[], compute: () => Promise<T>): Promise<T> {
    const { noticed } = this.#changes
    if (noticed === null) return compute()
    this.#forgetBefore(`${noticed} ${await readLastAuditId(db)}`)
    const name = JSON.stringify(key)
    const known = this.#shared.get(name)
    if (known !== undefined && performance.now() - known.atMs < LONGEST_MS) return known.answer as Promise<T>
    const answer = compute()
    this.#shared.set(name, { answer, atMs: performance.now() })
    answer.catch(() => this.#shared.delete(name))
    return answer
  }

  #forgetBefore(mark: string): void {
    if (mark !== this.#mark) this.#shared.clear()
    this.#mark = mark
  }
}
