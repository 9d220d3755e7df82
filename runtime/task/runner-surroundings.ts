import { writeSync } from 'node:fs'
import { type Activities, currentActivities, isQuietSince } from '../service/activities.ts'
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
  #before: Activities = new Map()

  enter(env: NodeJS.ProcessEnv): void {
    Object.assign(process.env, env)
    this.#before = currentActivities()
  }

  /** Puts environment and working directory back; @returns false where timers or child processes go on */
  async leave(): Promise<boolean> {
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name]
    Object.assign(process.env, this.#env)
    process.chdir(this.#cwd)
    return isQuietSince(this.#before)
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
}
