import { type FSWatcher, statSync, watch } from 'node:fs'

/** Tells when something in one of the folders changes, soon after; what changed is for a scan to find. */
export class FolderWatcher implements Disposable {
  readonly #onChange: () => void
  /** With the identity of the folder: one that was removed and made again needs a new watch. */
  readonly #watchers = new Map<string, { readonly watcher: FSWatcher; readonly identity: string }>()
  #timer: NodeJS.Timeout | null = null

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** Watches exactly these folders from now on. Where the system's watches run out, polling has to do. */
  set(folders: readonly string[]): void {
    const wanted = new Set(folders)
    for (const [folder, { identity }] of this.#watchers)
      if (!wanted.has(folder) || identityOf(folder) !== identity) this.#forget(folder)
    const added = folders.filter(folder => !this.#watchers.has(folder))
    for (const folder of added) this.#watch(folder)
    // What came after the scan and before the watch would be noticed by nobody.
    if (added.some(folder => this.#watchers.has(folder))) this.#changed()
  }

  [Symbol.dispose](): void {
    this.set([])
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#changed())
      watcher.on('error', () => this.#forget(folder))
      this.#watchers.set(folder, { watcher, identity: identityOf(folder) })
    } catch {
      this.#forget(folder)
    }
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.watcher.close()
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

function identityOf(folder: string): string {
  const stat = statSync(folder, { throwIfNoEntry: false })
  return stat === undefined ? 'gone' : `${stat.dev}-${stat.ino}-${stat.birthtimeMs}`
}
