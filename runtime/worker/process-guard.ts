import { type ChildProcess, spawn } from 'node:child_process'
import type { ProcessGuard } from '../task/attempt-io.ts'
import { type Impersonation, SIGNAL_MARKED } from '../task/impersonation.ts'

/**
 * What the guard knows of a group: its number, or for one that only sudo can signal the user and the mark of its
 * processes. A tiny shell that outlives its worker just long enough to end what the worker started: it reads `+group` and `-group`
 * lines, and when the pipe closes, because the worker ended in whatever way, it kills what is still on its list.
 */
const GUARD_SCRIPT = `
trap '' INT TERM HUP QUIT
groups=' '
while IFS= read -r line; do
  case $line in
    +*) groups="$groups\${line#+} " ;;
    -*) g=\${line#-}; groups="\${groups%% $g *} \${groups#* $g }" ;;
  esac
done
for g in $groups; do
  case $g in
    *:*) sudo -n -u "\${g%%:*}" -- sh -c '${SIGNAL_MARKED}' sh "\${g#*:}" KILL ;;
    *) kill -s KILL -- "-$g" ;;
  esac
done 2>/dev/null
`

export class ShellProcessGuard implements ProcessGuard, Disposable {
  readonly #groups = new Map<number, string>()
  #shell: ChildProcess | null = null
  #isClosed = false

  add(processGroup: number, as: Impersonation | null = null): void {
    const entry = as?.usesSudo === true ? `${as.user}:${as.mark}` : String(processGroup)
    this.#groups.set(processGroup, entry)
    this.#send(`+${entry}`)
  }

  remove(processGroup: number): void {
    const entry = this.#groups.get(processGroup)
    if (entry === undefined) return
    this.#groups.delete(processGroup)
    this.#send(`-${entry}`)
  }

  /** Ends the guard, and with it every group that is still registered. */
  [Symbol.dispose](): void {
    this.#isClosed = true
    this.#shell?.stdin?.end()
  }

  #send(line: string): void {
    this.#shell ??= this.#start()
    this.#shell.stdin?.write(`${line}\n`)
  }

  /** Detached, so that a Ctrl-C meant for the worker does not reach it; somebody's kill -9 is answered with a new one. */
  #start(): ChildProcess {
    const shell = spawn('/bin/sh', ['-c', GUARD_SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    shell.unref()
    shell.stdin.on('error', () => undefined)
    shell.on('exit', () => {
      this.#shell = null
      if (!this.#isClosed) for (const entry of this.#groups.values()) this.#send(`+${entry}`)
    })
    return shell
  }
}
