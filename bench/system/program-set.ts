import type { Program } from './program.ts'

/** The programs of one system under test, by name; each can be started and stopped alone. */
export class ProgramSet {
  readonly #recipes: ReadonlyMap<string, () => Program>
  readonly #running = new Map<string, Program>()

  constructor(recipes: Readonly<Record<string, () => Program>>) {
    this.#recipes = new Map(Object.entries(recipes))
  }

  get names(): string[] {
    return [...this.#recipes.keys()]
  }

  start(names: readonly string[] = this.names): void {
    for (const name of names) {
      const recipe = this.#recipes.get(name)
      if (recipe === undefined) throw new Error(`No program "${name}" here, there are: ${this.names.join(', ')}`)
      this.#running.set(name, recipe())
    }
  }

  async stop(names: readonly string[] = [...this.#running.keys()]): Promise<void> {
    await Promise.all(names.map(name => this.#running.get(name)?.stop()))
    for (const name of names) this.#running.delete(name)
  }

  assertRun(): void {
    for (const program of this.#running.values()) program.assertRuns()
  }

  /** Of the programs themselves, without what they started. */
  pids(names: readonly string[] = [...this.#running.keys()]): number[] {
    return names.flatMap(name => this.#running.get(name)?.pid ?? [])
  }
}
