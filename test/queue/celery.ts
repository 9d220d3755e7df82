import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../scripts/servers/eventually.ts'

const VERSION = '5.5'
const FOLDER = join(tmpdir(), `slipstream-celery-${VERSION}`)
const APP_FOLDER = join(import.meta.dirname, 'fixtures')

// The lock keeps test runs that start together from making the environment twice.
const INSTALL = `test -e ready || {
  python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check 'celery[sqlalchemy]==${VERSION}.*' pymysql && touch ready
}`

/** Makes a Python environment with a real Celery, once for this machine; false (with a printed reason) where it cannot. */
export function hasCelery(): boolean {
  const result = spawnSync('sh', ['-c', `mkdir -p ${FOLDER} && cd ${FOLDER} && flock lock sh -c "$INSTALL"`], {
    encoding: 'utf8',
    env: { ...process.env, INSTALL },
  })
  if (result.status === 0) return true
  const reason = `No Celery ${VERSION} could be installed for the tests: ${result.stderr.trim().split('\n').at(-1)}`
  if (process.env['CI'] === 'true') throw new Error(reason)
  process.stderr.write(`${reason}. Tests against it are skipped.\n`)
  return false
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
  start(join(FOLDER, 'venv/bin/celery'), ['-b', brokerUrl, ...args], brokerUrl)

export const runCeleryWorker = (brokerUrl: string, node: string): CeleryProcess => {
  const options = ['-A', 'celery_app', 'worker', '-P', 'solo', '-n', node, '--without-gossip', '--without-mingle']
  return start(join(FOLDER, 'venv/bin/celery'), options, brokerUrl)
}

export const runPythonBesideCelery = (brokerUrl: string, program: string): CeleryProcess =>
  start(join(FOLDER, 'venv/bin/python'), ['-c', program], brokerUrl)

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
