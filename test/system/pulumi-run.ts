import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import type { CommandOptions } from '../lab/command.ts'
import type { Lab } from '../lab/lab.ts'

export interface Outcome {
  readonly exitCode: number | undefined
  readonly output: string
  readonly tookMs: number
}

/** The CLI at work, as one who sits before it sees it. */
export interface PulumiRun {
  readonly ended: Promise<Outcome>
  /** Resolves as soon as the CLI has printed it; rejects where it ends without. */
  untilPrinted(text: string): Promise<void>
  /** As Ctrl-C in a terminal. */
  interrupt(): void
  /** kill -9 for all of it at once: the CLI, the program and the plugins, as when the machine goes down. */
  kill(): Promise<void>
}

export function startRun(lab: Lab, words: readonly string[], options: CommandOptions): PulumiRun {
  const startedAt = performance.now()
  // Plugins have process groups of their own. What all of them have in common is what they inherit.
  const mark = `SLIPSTREAM_RUN=${randomUUID()}`
  const env = { ...options.env, ...Object.fromEntries([mark.split('=')]) }
  const settings = { ...options, env, all: true, reject: false, detached: true } as const
  const [command = '', ...args] = words
  const cli = lab.exec(command, args, settings)
  cli.all.setMaxListeners(100)
  let printed = ''
  cli.all.on('data', chunk => {
    printed += chunk
  })
  const ended = cli.then(({ exitCode }) => ({ exitCode, output: printed, tookMs: performance.now() - startedAt }))
  return {
    ended,
    async untilPrinted(text) {
      const end = ended.then(() => true)
      let isOver = false
      while (!printed.includes(text)) {
        if (isOver) throw new Error(`${words.join(' ')} has ended without printing ${text}`)
        isOver = await Promise.race([end, once(cli.all, 'data').then(() => false)])
      }
    },
    interrupt: () => process.kill(-(cli.pid as number), 'SIGINT'),
    async kill() {
      for (const pid of await processesWith(mark)) endAtOnce(pid)
      await ended
    },
  }
}

/** Those that have the variable in their environment. */
async function processesWith(variable: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const environments = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')))
  return pids.filter((_, index) => environments[index]?.split('\0').includes(variable)).map(Number)
}

function endAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It has gone with the others.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
