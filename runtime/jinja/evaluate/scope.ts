/** Variables of one block; a name is looked for here, then outwards, then in what the template was given. */
export class Scope {
  readonly #variables = new Map<string, unknown>()
  readonly #outer: Scope | null
  readonly #root: (name: string) => unknown

  private constructor(outer: Scope | null, root: (name: string) => unknown) {
    this.#outer = outer
    this.#root = root
  }

  /** `given` finds context variables and globals; undefined when there is none. */
  static top(given: (name: string) => unknown): Scope {
    return new Scope(null, given)
  }

  inner(): Scope {
    return new Scope(this, this.#root)
  }

  get(name: string): unknown {
    for (let scope: Scope | null = this; scope !== null; scope = scope.#outer) {
      const value = scope.#variables.get(name)
      if (value !== undefined) return value
    }
    return this.#root(name)
  }

  set(name: string, value: unknown): void {
    this.#variables.set(name, value)
  }

  /** What was set in this scope alone: the exports of an imported template. */
  get own(): ReadonlyMap<string, unknown> {
    return this.#variables
  }
}
