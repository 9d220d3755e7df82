import { writeSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { END_MARK } from './runner-protocol.ts'

/** What a call finds around it in a runner's process, and what it may leave: nothing that the next call could notice. */
export class RunnerSurroundings {
  readonly #cwd = process.cwd()
  readonly #env = { ...process.env }
  readonly #outputs = [process.stdout, process.stderr].map(stream => ({
    stream,
    // Bound now: a handler may put a function of its own in its place.
    write: stream.write.bind(stream) as (text: string, done: () => void) => boolean,
  }))
  #before = new Map<string, number>()

  enter(env: NodeJS.ProcessEnv): void {
    Object.assign(process.env, env)
    this.#before = countActivities()
  }

  /** Puts environment and working directory back; @returns false where timers or child processes go on */
  async leave(): Promise<boolean> {
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name]
    Object.assign(process.env, this.#env)
    process.chdir(this.#cwd)
    // What has just been closed needs a turn or two to go.
    for (let turn = 0; turn < TURNS && !this.#isQuiet(); turn += 1) await setImmediate()
    return this.#isQuiet()
  }

  /** Node keeps what a pipe has no room for in a queue of the stream: the marks have to stand behind it. */
  async endOutput(): Promise<void> {
    await Promise.all(
      this.#outputs.map(({ stream, write }) => {
        if (stream.writable) return new Promise<void>(resolve => write(`${END_MARK}\n`, resolve))
        return writeSync(stream.fd, `${END_MARK}\n`)
      }),
    )
  }

  #isQuiet(): boolean {
    return [...countActivities()].every(([name, count]) => count <= (this.#before.get(name) ?? 0))
  }
}

const TURNS = 3

/** Open connections (a pool of a module, say) may wait for the next call; they do nothing by themselves. */
const PASSIVE: ReadonlySet<string> = new Set(['PipeWrap', 'TTYWrap', 'TCPSocketWrap', 'TLSWrap'])

function countActivities(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of process.getActiveResourcesInfo())
    if (!PASSIVE.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
