import { type FSWatcher, watch } from 'node:fs'

/** Tells when something in one of the folders changes, soon after; what changed is for a scan to find. */
export class FolderWatcher implements Disposable {
  readonly #onChange: () => void
  readonly #watchers = new Map<string, FSWatcher>()
  #timer: NodeJS.Timeout | null = null

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** Watches exactly these folders from now on. Where the system's watches run out, polling has to do. */
  set(folders: readonly string[]): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.includes(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watch(folder)
  }

  [Symbol.dispose](): void {
    this.set([])
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#changed())
      watcher.on('error', () => this.#forget(folder))
      this.#watchers.set(folder, watcher)
    } catch {
      this.#forget(folder)
    }
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close()
    this.#watchers.delete(folder)
  }

  /** Editors and copies write in several steps: one look after a short silence, not one per step. */
  #changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#onChange()
    }, SETTLE_MS)
  }
}

const SETTLE_MS = 60
