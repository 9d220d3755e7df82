import { execa, type ResultPromise } from 'execa'

/** What callers may say of a command: these options of execa, which leave its output text. */
export interface CommandOptions {
  readonly input?: string
  readonly env?: Record<string, string | undefined>
  readonly cwd?: string
  /** False: a failure is a result with an exit code, not an exception. */
  readonly reject?: boolean
  readonly timeout?: number
  readonly cancelSignal?: AbortSignal
  readonly stdio?: 'inherit' | 'ignore'
  /** True: the leader of a process group of its own. */
  readonly detached?: boolean
  /** False where the output is not kept, but piped on. */
  readonly buffer?: boolean
}

/** Both streams are also in `all`. */
export type RunningCommand = ResultPromise<{ readonly all: true }>

export function runCommand(words: readonly string[], options: CommandOptions = {}): RunningCommand {
  const [command = '', ...args] = words
  return execa(command, args, { ...options, all: true }) as RunningCommand
}
