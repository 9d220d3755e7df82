import { SlipstreamError } from '../../model/errors.ts'

/** Where the command line is wrong; `cause` is what noticed it. */
interface UsagePlace {
  readonly path: string
  readonly help: string
  readonly cause?: unknown
}

/** The command line itself is wrong: the help goes before the message, and the exit code is 2. */
export class UsageError extends SlipstreamError {
  override readonly name = 'UsageError'
  readonly help: string

  constructor(problem: string, { path, help, cause }: UsagePlace) {
    super(`airflow ${path}${path === '' ? '' : ' '}command error: ${problem}, see help above.`, { cause })
    this.help = help
  }
}

/** The command was understood but could not do what it was asked for; the message is all that the user needs. */
export class CommandFailed extends SlipstreamError {
  override readonly name = 'CommandFailed'
}

interface WrongValue {
  readonly got: string
  readonly expected: string
  readonly cause?: unknown
}

/** An argument that has the wrong form; becomes a UsageError of its command. */
export class InvalidArgument extends SlipstreamError {
  override readonly name = 'InvalidArgument'

  constructor(argument: string, { got, expected, cause }: WrongValue) {
    super(`argument ${argument}: invalid value '${got}', expected ${expected}`, { cause })
  }
}
