import { randomUUID } from 'node:crypto'
import { type Command, script } from './shell.ts'

/** Who logs in, and who a command is for. */
export interface Privilege {
  readonly login: string
  readonly user: string
  readonly password?: string | undefined
}

/** A command for another user, and what has to come before its own input. */
export interface Privileged {
  readonly words: Command
  readonly preamble: string
}

/**
 * The command as it has to be run so that it belongs to the user. A password goes through stdin, never on the command
 * line.
 * @param mark the line between password and input; any that occurs in neither
 */
export function privileged(command: Command, privilege: Privilege, mark: string = randomUUID()): Privileged {
  const { login, user, password } = privilege
  if (login === user) return { words: command, preamble: '' }
  const target = user === 'root' ? [] : ['-u', user, '-H']
  if (password === undefined) return { words: ['sudo', '-n', ...target, '--', ...command], preamble: '' }
  return {
    words: ['sudo', '-S', '-k', '-p', '', ...target, '--', ...script(SKIP_TO_MARK, mark, ...command)],
    preamble: `${password}\n${mark}\n`,
  }
}

// Where sudo asks for no password it does not read the line either: it must not become the command's input.
const SKIP_TO_MARK = 'mark=$1; shift; while IFS= read -r line && [ "$line" != "$mark" ]; do :; done; exec "$@"'
