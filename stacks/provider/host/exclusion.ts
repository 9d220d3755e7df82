/** Work that must not happen twice at once, by name. */
export class Exclusion {
  readonly #last = new Map<string, Promise<unknown>>()

  alone<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve()
    const turn = before.then(work, work)
    this.#last.set(name, turn)
    return turn
  }
}
