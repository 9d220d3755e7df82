import { randomUUID } from 'node:crypto'
import type { HostConfig } from '../../stacks/config/stack-config.ts'
import type { Host } from '../../stacks/provider/host/host.ts'
import { type Command, script, shellText } from '../../stacks/provider/shell.ts'
import type { Commands } from './finding.ts'
import type { Os } from './os.ts'

/** What a command said, on both channels, and how it ended. */
export interface Look {
  readonly status: number
  readonly output: string
}

export type Looks<Name extends string> = Readonly<Record<Name, Look>>

/** A host that answers. */
export class Patient {
  readonly config: HostConfig
  readonly os: Os
  readonly host: Host

  constructor(config: HostConfig, os: Os, host: Host) {
    this.config = config
    this.os = os
    this.host = host
  }

  /** Runs all commands in one go, as root, each for at most 20 s; how they end is for the question to judge. */
  look<Name extends string>(commands: Readonly<Record<Name, Command>>): Promise<Looks<Name>> {
    return lookAt(this.host, commands)
  }

  async apply({ commands, timeoutSeconds = 300 }: Commands): Promise<void> {
    for (const command of commands) await this.host.run({ name: 'fix', command, timeoutSeconds })
  }
}

export async function lookAt<Name extends string>(
  host: Host,
  commands: Readonly<Record<Name, Command>>,
): Promise<Looks<Name>> {
  const mark = randomUUID()
  const command = lookCommand(commands, mark)
  const { stdout } = await host.run({
    name: `look at ${Object.keys(commands).join(', ')}`,
    command,
    timeoutSeconds: 120,
  })
  return looksIn(stdout, mark) as Looks<Name>
}

export function lookCommand(commands: Readonly<Record<string, Command>>, mark: string): Command {
  const pairs = Object.entries(commands).flatMap(([name, command]) => [name, shellText(command)])
  return script(LOOK, mark, ...pairs)
}

/** The words of each command, between lines with the mark. */
export function looksIn(output: string, mark: string): Record<string, Look> {
  const parts = output.split(`${mark} `).slice(1)
  const looks = parts.map((part): [string, Look] => {
    const [name = '', ...lines] = part.split('\n')
    const status = Number(lines.at(-2))
    return [name, { status, output: lines.slice(0, -2).join('\n').trimEnd() }]
  })
  return Object.fromEntries(looks)
}

// What a command prints may lack its last line feed: the status stands on a line of its own all the same.
const LOOK = `
mark=$1
shift
while [ $# -gt 0 ]; do
  printf '%s %s\\n' "$mark" "$1"
  timeout -k 2 20 sh -c "$2" </dev/null 2>&1
  printf '\\n%s\\n' $?
  shift 2
done
`
