/** What the processor knows of the files of a dags folder: versions, and which file stands on which. */
export class KnownFiles {
  #versions: ReadonlyMap<string, string> = new Map()
  readonly #dagFiles = new Set<string>()
  /** For every module, the DAG files that stand on it. */
  readonly #dependents = new Map<string, Set<string>>()

  /** Takes a new scan; @returns modules that are new or changed, and DAG files that are gone. */
  update(versions: ReadonlyMap<string, string>): {
    readonly changed: readonly string[]
    readonly gone: readonly string[]
  } {
    const changed = [...versions]
      .filter(([path, version]) => this.#versions.get(path) !== version)
      .map(([path]) => path)
    const gone = [...this.#versions.keys()].filter(path => !versions.has(path))
    this.#versions = versions
    return { changed, gone }
  }

  /** The versions of the last scan; the map does not change, so that it can be compared with later ones. */
  get versions(): ReadonlyMap<string, string> {
    return this.#versions
  }

  /** Takes everything for new at the next scan. */
  forget(): void {
    this.#versions = new Map()
  }

  /** Whether the file, or what it stands on, has changed since these versions were the newest. */
  hasChangedSince(path: string, versions: ReadonlyMap<string, string>): boolean {
    return [path, ...this.#modulesOf(path)].some(module => versions.get(module) !== this.#versions.get(module))
  }

  isDagFile(path: string): boolean {
    return this.#dagFiles.has(path)
  }

  setDagFile(path: string, isDagFile: boolean): void {
    if (isDagFile) this.#dagFiles.add(path)
    else this.#dagFiles.delete(path)
  }

  /** All that some DAG file stands on. */
  get modules(): readonly string[] {
    return [...this.#dependents.keys()]
  }

  /** Remembers what a DAG file stands on, as its last load showed. */
  setDependencies(path: string, modules: readonly string[]): void {
    for (const [module, dependents] of this.#dependents) {
      dependents.delete(path)
      if (dependents.size === 0) this.#dependents.delete(module)
    }
    for (const module of modules) {
      const dependents = this.#dependents.get(module) ?? new Set()
      this.#dependents.set(module, dependents.add(path))
    }
  }

  /** The DAG files that must be read again when these modules have changed or vanished. */
  dependentsOf(modules: Iterable<string>): Set<string> {
    const found = new Set<string>()
    for (const module of modules) for (const path of this.#dependents.get(module) ?? []) found.add(path)
    return found
  }

  #modulesOf(path: string): string[] {
    return [...this.#dependents].filter(([, dependents]) => dependents.has(path)).map(([module]) => module)
  }
}
