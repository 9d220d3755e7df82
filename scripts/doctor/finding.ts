import { type Command, shellText } from '../../stacks/provider/shell.ts'

export type Status = 'ok' | 'warning' | 'problem' | 'unknown'

/** What to do about a finding. */
export type Fix = Advice | Commands

/** For a person: what only they may decide, or what is done from the control machine. */
export interface Advice {
  readonly advice: string
}

/** As root, one after the other, on the host of the finding. */
export interface Commands {
  readonly commands: readonly Command[]
  /** Nothing is lost or cut short by it, whatever else goes on: `--fix` runs it. */
  readonly isSafe: boolean
  /** 300 unless given. */
  readonly timeoutSeconds?: number
}

/** What a question found out about one host. */
export interface Finding {
  /** Name of the host in the stack. */
  readonly host: string
  readonly status: Status
  readonly finding: string
  readonly evidence: readonly string[]
  readonly fix: Fix | null
}

/** A finding as it is told. */
export interface Told extends Finding {
  readonly question: string
  readonly isFixed: boolean
}

/** How a fix reads: what can be typed on the host, or what is to be done. */
export function fixText(fix: Fix): string {
  return 'advice' in fix ? fix.advice : fix.commands.map(asTyped).join('\n')
}

const asTyped = (command: Command): string => `sudo ${shellText(command)}`
