import { parseArgs } from 'node:util'
import { DoctorError } from './errors.ts'

/** What the doctor is asked to do. */
export interface Request {
  readonly stack: string
  /** Names of questions; all where there is none. */
  readonly questions: readonly string[]
  readonly host?: string
  readonly fix: boolean
  readonly json: boolean
}

export const USAGE = `usage: npm run doctor -- --stack NAME [QUESTION…] [--host NAME] [--fix] [--json]
       npm run doctor -- --list`

/** @throws DoctorError @returns 'list' where only the questions are wanted */
export function requestOf(args: readonly string[], known: readonly string[]): Request | 'list' | 'help' {
  const { values, positionals } = parsed(args)
  if (values.help) return 'help'
  if (values.list) return 'list'
  const unknown = positionals.find(name => !known.includes(name))
  if (unknown !== undefined) throw new DoctorError(`No question "${unknown}". There are: ${known.join(', ')}`)
  if (values.stack === undefined) throw new DoctorError(`Which stack? Name it with --stack\n${USAGE}`)
  const { stack, host, fix = false, json = false } = values
  return { stack, questions: positionals, fix, json, ...(host === undefined ? {} : { host }) }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS })
  } catch (error) {
    throw new DoctorError(`${(error as Error).message}\n${USAGE}`, { cause: error })
  }
}

const OPTIONS = {
  stack: { type: 'string', short: 's' },
  host: { type: 'string' },
  fix: { type: 'boolean' },
  json: { type: 'boolean' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const
