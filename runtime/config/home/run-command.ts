import { spawnSync } from 'node:child_process'
import { ConfigCommandError } from '../errors.ts'
import { splitCommand } from '../resolve/split-command.ts'

/** Runs a program with arguments and returns what it printed; throws when it cannot run or does not exit with 0. */
export type RunCommand = (argv: readonly string[], env: NodeJS.ProcessEnv) => string

const longestMs = 60_000

export const spawnCommand: RunCommand = ([program, ...args], env) => {
  const { error, status, signal, stdout, stderr } = spawnSync(program as string, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestMs,
  })
  if (error) throw error
  if (status === 0) return stdout
  const complaint = stderr.trim().split('\n').at(-1) ?? ''
  throw new Error(
    [status === null ? `ended by ${signal}` : `exit code ${status}`, complaint].filter(Boolean).join(', '),
  )
}

/**
 * What a command line prints, without the line end that echo and cat leave behind. No shell runs: the line is split
 * into words as Airflow splits it. Throws ConfigCommandError.
 */
export function commandOutput(commandLine: string, origin: string, run: (argv: readonly string[]) => string): string {
  const argv = splitCommand(commandLine)
  if (argv === null) throw new ConfigCommandError({ origin, reason: 'a quote in it is not closed' })
  if (argv.length === 0) throw new ConfigCommandError({ origin, reason: 'it is empty' })
  try {
    return run(argv).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new ConfigCommandError({ origin, reason: (cause as Error).message }, { cause })
  }
}
