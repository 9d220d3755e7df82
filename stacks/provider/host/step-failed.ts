import { DeploymentError } from '../errors.ts'
import { TimeLimitReached } from '../ssh/errors.ts'
import type { ExecResult } from '../ssh/exec.ts'

export interface Failure {
  readonly host: string
  readonly step: string
  readonly command: string
  readonly result?: ExecResult
  readonly cause?: Error
  readonly mask: (text: string) => string
}

/** A command on a host failed: which host, which step, which command, how, and its last words. */
export class StepFailed extends DeploymentError {
  override readonly name = 'StepFailed'
  /** Null where the command did not end by itself. */
  readonly status: number | null

  constructor({ host, step, command, result, cause, mask }: Failure) {
    const how = result === undefined ? (cause?.message ?? 'failed') : statusSentence(result.status)
    const output = result === undefined ? '' : mask(lastLines(result))
    const what = isFromCommand(result, cause) ? `\n  command: ${shortened(command)}` : ''
    super(`${host}: ${step}: ${how}${what}${output === '' ? '' : `\n  output:  ${output}`}`, { cause })
    this.status = result?.status ?? null
  }
}

const LAST_LINES = 15

/** Where there was no connection, the command is beside the point. */
function isFromCommand(result: ExecResult | undefined, cause: Error | undefined): boolean {
  return result !== undefined || cause instanceof TimeLimitReached
}

/** What `timeout` of coreutils ends with (124, 137), and what sudo says, are no facts of the command. */
function statusSentence(status: number): string {
  if (status === 124 || status === 137) return `ended by its time limit (status ${status})`
  return `exit status ${status}`
}

function lastLines({ stdout, stderr }: ExecResult): string {
  const lines = `${stdout.trimEnd()}\n${stderr.trimEnd()}`.trim().split('\n')
  const last = lines.slice(-LAST_LINES).join('\n           ')
  return lines.length > LAST_LINES ? `…\n           ${last}` : last
}

const shortened = (command: string): string => (command.length > 400 ? `${command.slice(0, 400)}…` : command)
