import { Command as CommanderCommand, CommanderError, Option } from 'commander'
import type { Command } from '../frame/command.ts'
import { UsageError } from '../frame/errors.ts'

export interface ParsedArgs {
  readonly args: readonly string[]
  readonly options: { readonly [name: string]: unknown; readonly verbose?: boolean }
}

export interface ParseRequest {
  readonly path: string
  readonly summary: string
  readonly args: readonly string[]
}

/** Null when help was asked for, and printed. @throws UsageError */
export function parseArgs(command: Command, request: ParseRequest): ParsedArgs | null {
  const parser = parserOf(command, request)
  try {
    parser.parse(request.args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return null
    throw new UsageError(problemOf(error), { path: request.path, help: parser.helpInformation(), cause: error })
  }
  return { args: parser.processedArgs.filter(arg => arg !== undefined), options: parser.opts() }
}

/** The text that comes before what was wrong. */
export const helpOf = (command: Command, request: Omit<ParseRequest, 'args'>): string =>
  parserOf(command, { ...request, args: [] }).helpInformation()

function parserOf(command: Command, { path, summary }: ParseRequest): CommanderCommand {
  const parser = new CommanderCommand(`airflow ${path}`)
    .description(summary)
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ styleTitle: title => title.toLowerCase() })
  for (const positional of command.positionals ?? []) parser.argument(positional)
  for (const option of [...(command.options ?? []), verboseOption()]) parser.addOption(option)
  return parser
}

const verboseOption = (): Option => new Option('-v, --verbose', 'Make logging output more verbose')

/** As argparse words it, where it has words for it. */
function problemOf({ code, message }: CommanderError): string {
  const text = message.replace(/^error: /, '').trimEnd()
  const quoted = /'([^']*)'/.exec(text)?.[1] ?? ''
  if (code === 'commander.missingArgument') return `the following arguments are required: ${quoted}`
  if (code === 'commander.missingMandatoryOptionValue')
    return `the following arguments are required: ${flagsOf(quoted)}`
  if (code === 'commander.unknownOption')
    return `unrecognized arguments: ${text
      .slice(text.indexOf("'") + 1)
      .replace(/'/, '')
      .replace(/\s+/g, ' ')}`
  return text.replace(/\.?\s*$/, '').replaceAll('\n', ' ')
}

/** `-u, --username <username>` is `-u/--username`. */
const flagsOf = (flags: string): string => flags.replace(/ <.*$/, '').replace(', ', '/')
