import { SlipstreamError } from '../model/errors.ts'

/** A value that was read, where it stood, and what it should have been. `got` is `***` for sensitive options. */
export interface ValueProblem {
  readonly origin: string
  readonly section: string
  readonly key: string
  readonly got: string
  readonly expected: string
}

/** One or more values of the configuration have the wrong type or form. */
export class ConfigValueError extends SlipstreamError {
  override readonly name = 'ConfigValueError'
  readonly problems: readonly ValueProblem[]

  constructor(problems: readonly ValueProblem[], options?: ErrorOptions) {
    super(
      explain(
        'Wrong value in the configuration',
        problems.map(one => `${one.origin}: [${one.section}] ${one.key} = ${one.got}, expected ${one.expected}`),
      ),
      options,
    )
    this.problems = problems
  }
}

export interface SyntaxProblem {
  readonly line: number
  readonly reason: string
}

/** The file is not in ConfigParser's format, or a `%` in it cannot be interpolated. */
export class ConfigSyntaxError extends SlipstreamError {
  override readonly name = 'ConfigSyntaxError'
  readonly file: string
  readonly problems: readonly SyntaxProblem[]

  constructor(file: string, problems: readonly SyntaxProblem[]) {
    super(
      explain(
        'Cannot read the configuration',
        problems.map(one => `${file}:${one.line}: ${one.reason}`),
      ),
    )
    this.file = file
    this.problems = problems
  }
}

/** airflow.cfg or its folder cannot be read or made. */
export class ConfigFileError extends SlipstreamError {
  override readonly name = 'ConfigFileError'
}

interface FetchFailure {
  /** File and line, or the variable. */
  readonly origin: string
  readonly reason: string
}

/** The command behind a `_cmd` option failed; its output is never part of the message. */
export class ConfigCommandError extends SlipstreamError {
  override readonly name = 'ConfigCommandError'

  constructor({ origin, reason }: FetchFailure, options?: ErrorOptions) {
    super(
      `The command of ${origin} failed: ${reason}. Run it by hand as this user; it must print the value and exit with 0`,
      options,
    )
  }
}

/** A `_secret` option cannot be looked up. */
export class ConfigSecretError extends SlipstreamError {
  override readonly name = 'ConfigSecretError'

  constructor({ origin, reason }: FetchFailure, options?: ErrorOptions) {
    super(`Cannot look up the secret of ${origin}: ${reason}`, options)
  }
}

/** An option without a default that this command needs is not set. */
export class ConfigValueMissing extends SlipstreamError {
  override readonly name = 'ConfigValueMissing'

  constructor(section: string, key: string, variable: string) {
    super(`[${section}] ${key} is not set. Set it in airflow.cfg or as the environment variable ${variable}`)
  }
}

/** A database URL that we cannot use; the password in it is masked. */
export class DatabaseUrlError extends SlipstreamError {
  override readonly name = 'DatabaseUrlError'
}

/** [celery] result_backend names something that results cannot be written to. */
export class ResultBackendUnsupported extends SlipstreamError {
  override readonly name = 'ResultBackendUnsupported'

  constructor(got: string) {
    super(
      `[celery] result_backend is ${got}, expected a database such as db+mysql://user:password@host:3306/airflow, or nothing for no results. Results over rpc://, redis:// and the like are not supported`,
    )
  }
}

function explain(title: string, lines: readonly string[]): string {
  if (lines.length === 1) return `${title}: ${lines[0]}`
  return [`${title}, ${lines.length} times:`, ...lines.map(line => `  ${line}`)].join('\n')
}
