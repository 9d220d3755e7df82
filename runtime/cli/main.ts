import { SlipstreamError } from '../model/errors.ts'
import { UsageError } from './frame/errors.ts'
import { findCommand } from './parse/find-command.ts'

/** Runs one airflow command; resolves to its exit code. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  leaveQuietlyWhenNobodyReads()
  try {
    return await run(argv, env)
  } catch (error) {
    return report(error, isVerbose(argv, env))
  }
}

async function run(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const found = findCommand(argv)
  if (found.kind !== 'command') {
    const { groupHelp } = await import('./parse/help.ts')
    const help = groupHelp(found.group)
    if (found.kind === 'wrong') throw new UsageError(found.problem, { path: found.group, help })
    process.stdout.write(help)
    return 0
  }
  const { runCommand } = await import('./parse/run-command.ts')
  return runCommand(found, { argv, env })
}

/** What a user did or met is one line; a fault of ours, or `-v`, shows the stack. */
function report(error: unknown, verbose: boolean): number {
  if (error instanceof UsageError) process.stderr.write(`${error.help}\n`)
  if (error instanceof SlipstreamError && !verbose) console.error(error.message)
  else console.error(error)
  return error instanceof UsageError ? 2 : 1
}

const isVerbose = (argv: readonly string[], env: NodeJS.ProcessEnv): boolean =>
  argv.some(word => word === '-v' || word === '--verbose') ||
  env['AIRFLOW__LOGGING__LOGGING_LEVEL']?.toUpperCase() === 'DEBUG'

/** `airflow dags list | head -1` closes the pipe early, which is no error. */
function leaveQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
}
