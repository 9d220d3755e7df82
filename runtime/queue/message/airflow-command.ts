import type { JsonValue, TaskInstanceKey } from '../../model/keys.ts'
import { BadAirflowCommand } from '../errors.ts'

/** What a command says of the attempt it is for. Airflow 1.10 names the run by its execution date. */
export interface AirflowCommand {
  readonly dagId: string
  readonly taskId: string
  readonly run: { readonly runId: string } | { readonly executionDate: string }
  /** -1 for a task that is not mapped. */
  readonly mapIndex: number
  /** The DAG file, e.g. `DAGS_FOLDER/etl.py`. */
  readonly subdir: string | null
}

/** The command of an attempt as Airflow 2.11 sends it. */
export function attemptCommand(key: TaskInstanceKey, relativeFileloc: string): readonly string[] {
  const { dagId, taskId, runId, mapIndex } = key
  const command = ['airflow', 'tasks', 'run', dagId, taskId, runId, '--local']
  const subdir = ['--subdir', `DAGS_FOLDER/${relativeFileloc}`]
  return mapIndex < 0 ? [...command, ...subdir] : [...command, ...subdir, '--map-index', String(mapIndex)]
}

/** Reads `airflow tasks run …` of 2.x and `airflow run …` of 1.10. Throws BadAirflowCommand for any other. */
export function parseAirflowCommand(command: JsonValue | undefined): AirflowCommand {
  const words = wordsOf(command)
  const shown = words.join(' ')
  const isNew = words[1] === 'tasks'
  const [dagId, taskId, run, ...rest] = words.slice(isNew ? 3 : 2)
  if (words[0] !== 'airflow' || words[isNew ? 2 : 1] !== 'run') {
    throw new BadAirflowCommand('does not start with: airflow tasks run', shown)
  }
  if (dagId === undefined || taskId === undefined || run === undefined) {
    throw new BadAirflowCommand('does not name a DAG, a task and a run', shown)
  }
  const options = optionsOf(rest, shown)
  return {
    dagId,
    taskId,
    run: isNew ? { runId: run } : { executionDate: run },
    mapIndex: mapIndexOf(options.get('--map-index'), shown),
    subdir: options.get('--subdir') ?? options.get('-sd') ?? options.get('-S') ?? null,
  }
}

function wordsOf(command: JsonValue | undefined): readonly string[] {
  if (Array.isArray(command) && command.every(word => typeof word === 'string')) return command
  throw new BadAirflowCommand('is not a list of words', JSON.stringify(command) ?? 'nothing')
}

// Airflow's own workers ignore none of these; here the database and the message decide instead (what to run, which pool).
const FLAGS = new Set([
  ...['--local', '-l', '--raw', '-r', '--force', '-f', '--interactive', '-N', '--ship-dag', '--read-from-db'],
  ...['--mark-success', '--mark_success', '-m', '--ignore-all-dependencies', '--ignore_all_dependencies', '-A'],
  ...[
    '--ignore-dependencies',
    '--ignore_dependencies',
    '-i',
    '--ignore-depends-on-past',
    '--ignore_depends_on_past',
    '-I',
  ],
])
const WITH_VALUE = new Set([
  ...['--subdir', '-sd', '-S', '--pool', '--pickle', '-p', '--job-id', '--job_id', '--cfg-path', '--cfg_path'],
  ...['--map-index', '--depends-on-past', '-d'],
])

function optionsOf(words: readonly string[], shown: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>()
  const rest = words.flatMap(splitAtEquals)
  while (rest.length > 0) {
    const name = rest.shift() as string
    if (FLAGS.has(name)) continue
    const value = rest.shift()
    if (!WITH_VALUE.has(name))
      throw new BadAirflowCommand(`has the option ${name}, which airflow tasks run lacks`, shown)
    if (value === undefined) throw new BadAirflowCommand(`gives no value for ${name}`, shown)
    options.set(name, value)
  }
  return options
}

function splitAtEquals(word: string): string[] {
  const parts = /^(--[\w-]+)=(.*)$/s.exec(word)
  return parts === null ? [word] : parts.slice(1)
}

function mapIndexOf(text: string | undefined, shown: string): number {
  if (text === undefined) return -1
  if (/^-?\d+$/.test(text)) return Number(text)
  throw new BadAirflowCommand(`has the map index "${text}", expected a number`, shown)
}
