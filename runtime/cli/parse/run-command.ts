import type { Command } from '../frame/command.ts'
import { InvalidArgument, UsageError } from '../frame/errors.ts'
import type { Found } from './find-command.ts'
import { helpOf, parseArgs } from './parse-args.ts'

/** Loads the module of the command, reads its arguments and runs it. @throws UsageError */
export async function runCommand(
  found: Extract<Found, { kind: 'command' }>,
  typed: { readonly argv: readonly string[]; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  const command: Command = await found.entry.load()
  const { summary } = found.entry
  const parsed = parseArgs(command, { ...found, summary })
  if (parsed === null) return 0
  try {
    return await command.run({ ...typed, ...parsed, ...placeOf(found), audit: command.audit ?? null })
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error
    throw new UsageError(error.message, {
      path: found.path,
      help: helpOf(command, { ...found, summary }),
      cause: error,
    })
  }
}

const placeOf = ({ path, generation }: Extract<Found, { kind: 'command' }>) => ({ path, generation })
