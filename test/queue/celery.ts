import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { eventually } from '../../scripts/servers/eventually.ts'
import { pythonEnvironment } from '../python-environment.ts'

const VERSION = '5.5'
const APP_FOLDER = join(import.meta.dirname, 'fixtures')

let programs: string | null = null

/** Makes a Python environment with a real Celery, once for this machine; false (with a printed reason) where it cannot. */
export function hasCelery(): boolean {
  programs = pythonEnvironment({ name: `celery-${VERSION}`, packages: [`celery[sqlalchemy]==${VERSION}.*`, 'pymysql'] })
  return programs !== null
}

/** A Python program beside a real Celery; ended with the test. */
export interface CeleryProcess extends AsyncDisposable {
  /** All that it printed so far. */
  output(): string
  /** Until the output matches. */
  prints(pattern: RegExp): Promise<RegExpMatchArray>
  /** Its exit code, once it ended. */
  ended(): Promise<number | null>
}

export const runCelery = (brokerUrl: string, args: readonly string[]): CeleryProcess =>
  start(programOf('celery'), ['-b', brokerUrl, ...args], brokerUrl)

export const runCeleryWorker = (brokerUrl: string, node: string): CeleryProcess => {
  const options = ['-A', 'celery_app', 'worker', '-P', 'solo', '-n', node, '--without-gossip', '--without-mingle']
  return start(programOf('celery'), options, brokerUrl)
}

export const runPythonBesideCelery = (brokerUrl: string, program: string): CeleryProcess =>
  start(programOf('python'), ['-c', program], brokerUrl)

/** Ask hasCelery first. */
function programOf(name: string): string {
  if (programs === null) throw new Error('There is no Celery: hasCelery() was not asked, or said so')
  return join(programs, name)
}

function start(program: string, args: readonly string[], brokerUrl: string): CeleryProcess {
  const env = { ...process.env, BROKER_URL: brokerUrl, PYTHONUNBUFFERED: '1', C_FORCE_ROOT: '1', LC_ALL: 'C.UTF-8' }
  return watch(spawn(program, args, { cwd: APP_FOLDER, env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

/** Watches a process that a test started. */
export function watch(child: ChildProcess): CeleryProcess {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', text => {
      output += text
    })
  }
  const closed = new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    output: () => output,
    async prints(pattern) {
      const patience = { withinMs: 20_000, what: `${child.spawnargs.join(' ')} prints ${pattern}` }
      return await eventually(async () => output.match(pattern), patience).catch(error => {
        throw new Error(`${error.message}; it printed: ${output}`, { cause: error })
      })
    },
    ended: () => closed,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
