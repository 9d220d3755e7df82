import type { HostConfig } from '../../../stacks/config/stack-config.ts'
import { type Command, script } from '../../../stacks/provider/shell.ts'
import { programName, programRoles } from '../../../stacks/render/program-view.ts'
import type { Look } from '../patient.ts'

/** A program as supervisor has it. */
export interface ProgramState {
  readonly name: string
  /** As supervisor calls it: RUNNING, FATAL, … */
  readonly state: string
  readonly detail: string
}

/** A program as its file in supervisor's conf.d says. */
export interface ProgramFile {
  readonly name: string
  readonly file: string
  readonly settings: Readonly<Record<string, string>>
}

/** A process of a program, with those of its variables that matter here. */
export interface RunningProgram {
  readonly name: string
  /** Seconds since the epoch. */
  readonly startedAt: number
  readonly environment: Readonly<Record<string, string>>
}

export const CONF_FOLDER = '/etc/supervisor/conf.d'

export const STATUS: Command = ['supervisorctl', 'status']

export const FILES: Command = script('grep -H "" "$1"/*.conf', CONF_FOLDER)

/** AIRFLOW__… variables go before airflow.cfg. They may hold secrets. */
export const ENVIRONMENTS: Command = script(`
names=$(supervisorctl status | cut -d ' ' -f 1)
booted=$(sed -n 's/^btime //p' /proc/stat)
supervisorctl pid all | while read -r pid; do
  name=$(printf '%s' "$names" | head -n 1)
  names=$(printf '%s' "$names" | tail -n +2)
  [ -r "/proc/$pid/environ" ] || continue
  ticks=$(sed 's/.*) //' "/proc/$pid/stat" | cut -d ' ' -f 20)
  echo "program $name $((booted + ticks / $(getconf CLK_TCK)))"
  tr '\\0' '\\n' <"/proc/$pid/environ" | grep -E '^(LANG|LC_[A-Z]+|AIRFLOW__[A-Z_]+)='
done; :
`)

/** Lines of `supervisorctl status`; none where supervisor does not answer. */
export function statesIn({ output }: Look): ProgramState[] {
  return output.split('\n').flatMap(line => {
    const [, name = '', state = '', detail = ''] = STATUS_LINE.exec(line) ?? []
    return name === '' ? [] : [{ name: withoutGroup(name), state, detail: detail.trim() }]
  })
}

const STATUS_LINE = /^(\S+)\s+(RUNNING|STARTING|STOPPED|STOPPING|BACKOFF|EXITED|FATAL|UNKNOWN)\b(.*)$/

const withoutGroup = (name: string): string => name.split(':').at(-1) as string

/** What `grep -H` prints of the files. */
export function filesIn({ output }: Look): ProgramFile[] {
  const files: { name: string; file: string; settings: Record<string, string> }[] = []
  for (const line of output.split('\n')) {
    const [, file = '', text = ''] = /^([^:]+):(.*)$/.exec(line) ?? []
    const name = /^\[program:([^\]]+)\]/.exec(text)?.[1]
    if (name !== undefined) files.push({ name, file, settings: {} })
    else if (text.startsWith('[')) files.push({ name: '', file, settings: {} })
    else addSetting(files.at(-1)?.settings, text)
  }
  return files.filter(({ name }) => name !== '')
}

function addSetting(settings: Record<string, string> | undefined, text: string): void {
  const [, key, value = ''] = /^([a-z_]+)\s*=\s*(.*)$/.exec(text) ?? []
  // A comment behind a value begins with a space and a semicolon.
  if (settings !== undefined && key !== undefined) settings[key] = value.replace(/\s;.*$/, '').trim()
}

/** What ENVIRONMENTS prints. */
export function environmentsIn({ output }: Look): RunningProgram[] {
  const running: { name: string; startedAt: number; environment: Record<string, string> }[] = []
  for (const line of output.split('\n')) {
    const [, name, startedAt] = /^program (\S+) (\d+)$/.exec(line) ?? []
    if (name !== undefined) running.push({ name: withoutGroup(name), startedAt: Number(startedAt), environment: {} })
    const [, key, value = ''] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
    const last = running.at(-1)
    if (key !== undefined && last !== undefined) last.environment[key] = value
  }
  return running
}

/** Programs that a host has by its roles; database and broker are containers. */
export const programsOf = (host: HostConfig): string[] => programRoles(host).map(programName)
