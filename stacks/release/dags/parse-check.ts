import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { execa } from 'execa'
import { ReleaseError } from '../release-error.ts'
import { airflowProgram } from '../runtime/runtime-files.ts'

/** A DAG file that the runtime cannot read. */
export interface BrokenDag {
  readonly file: string
  /** `file:line: message`, and the frames of the user's own files. */
  readonly error: string
}

export interface ReadFolder {
  readonly broken: readonly BrokenDag[]
  /** Files that define DAGs, relative to the folder. */
  readonly dagFiles: readonly string[]
  readonly dagCount: number
}

/** The runtime of this checkout or package, reading dags folders in processes and a home of their own. */
export interface ParseCheck extends AsyncDisposable {
  /** @throws ReleaseError when the runtime itself fails */
  read(folder: string): Promise<ReadFolder>
  /** @throws ReleaseError when the runtime itself fails */
  findBroken(folder: string): Promise<readonly BrokenDag[]>
}

/** @param options of airflow.cfg by `section.key`, of which those in [core] matter */
export async function openParseCheck(options: Readonly<Record<string, string>>): Promise<ParseCheck> {
  const home = await mkdtemp(join(tmpdir(), 'slipstream-parse-'))
  const run = airflowIn(home, environmentOf(options))
  await run(home, 'db', 'migrate')
  return {
    findBroken: folder => findBroken(run, folder),
    read: async folder => ({ broken: await findBroken(run, folder), ...(await dagsIn(run, folder)) }),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
}

type Run = (dagsFolder: string, ...args: readonly string[]) => Promise<unknown>

async function findBroken(run: Run, folder: string): Promise<BrokenDag[]> {
  const errors = (await run(folder, 'dags', 'list-import-errors', '-o', 'json')) as {
    filepath: string
    error: string
  }[]
  return errors.map(({ filepath, error }) => ({ file: filepath, error }))
}

async function dagsIn(run: Run, folder: string): Promise<Omit<ReadFolder, 'broken'>> {
  const files = (await run(folder, 'dags', 'report', '-o', 'json')) as { file: string; dag_num: number }[]
  return {
    dagFiles: files.map(({ file }) => relative(folder, file)),
    dagCount: files.reduce((count, file) => count + Number(file.dag_num), 0),
  }
}

function environmentOf(options: Readonly<Record<string, string>>): Record<string, string> {
  const core = Object.entries(options).filter(([option]) => option.startsWith('core.'))
  return Object.fromEntries(
    core.map(([option, value]) => [`AIRFLOW__${option.toUpperCase().replace('.', '__')}`, value]),
  )
}

const CHECK_MS = 600_000

/** Runs a command; what it prints is JSON, or of no interest. */
function airflowIn(home: string, env: Readonly<Record<string, string>>): Run {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AIRFLOW'))
  const program = airflowProgram()
  return async (dagsFolder, ...args) => {
    const { stdout, stderr, exitCode } = await execa(process.execPath, [program, ...args], {
      env: { ...Object.fromEntries(inherited), ...env, AIRFLOW_HOME: home, AIRFLOW__CORE__DAGS_FOLDER: dagsFolder },
      extendEnv: false,
      timeout: CHECK_MS,
      reject: false,
      stdin: 'ignore',
    })
    const isList = args.includes('json')
    if (isList && stdout.startsWith('[')) return JSON.parse(stdout)
    if (!isList && exitCode === 0) return null
    throw new ReleaseError(`The dags folder could not be checked: airflow ${args.join(' ')} says\n${stderr || stdout}`)
  }
}
