import { type ChildProcess, spawn } from 'node:child_process'
import type { ProcessGuard } from '../task/attempt-io.ts'

/**
 * A tiny shell that outlives its worker just long enough to end what the worker started: it reads `+group` and `-group`
 * lines, and when the pipe closes, because the worker ended in whatever way, it kills the groups still on its list.
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
for g in $groups; do kill -s KILL -- "-$g"; done 2>/dev/null
`

export class ShellProcessGuard implements ProcessGuard, Disposable {
  readonly #groups = new Set<number>()
  #shell: ChildProcess | null = null
  #isClosed = false

  add(processGroup: number): void {
    this.#groups.add(processGroup)
    this.#send(`+${processGroup}`)
  }

  remove(processGroup: number): void {
    if (this.#groups.delete(processGroup)) this.#send(`-${processGroup}`)
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
      if (!this.#isClosed) for (const group of this.#groups) this.#send(`+${group}`)
    })
    return shell
  }
}
