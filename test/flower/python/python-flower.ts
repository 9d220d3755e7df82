import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { freePort } from '../../../scripts/servers/free-port.ts'
import { pythonEnvironment } from '../../python-environment.ts'
import { type CeleryProcess, watch } from '../../queue/celery.ts'
import { type Asked, type Asking, askAt } from '../ask.ts'

const VERSION = '2.2'

let programs: string | null = null

/** Makes a Python environment with a real Flower, once for this machine; false (with a printed reason) where it cannot. */
export function hasFlower(): boolean {
  programs = pythonEnvironment({
    name: `flower-${VERSION}`,
    packages: ['celery[sqlalchemy]==5.5.*', `flower==${VERSION}.*`],
  })
  return programs !== null
}

/** Flower of Python on a port of its own. */
export interface PythonFlower extends AsyncDisposable {
  readonly url: string
  ask(what: string, asking?: Asking): Promise<Asked>
}

/** With `app` it knows the tasks of python_app.py and a result backend. */
export async function startPythonFlower(
  brokerUrl: string,
  { app = null, flags = [] }: { readonly app?: PythonApp | null; readonly flags?: readonly string[] } = {},
): Promise<PythonFlower> {
  const port = await freePort()
  const which = app === null ? ['-b', brokerUrl] : ['-A', 'python_app']
  const child = run([...which, 'flower', '--address=127.0.0.1', `--port=${port}`, ...flags], brokerUrl, app)
  const url = `http://127.0.0.1:${port}`
  await eventually(async () => ((await fetch(`${url}/healthcheck`).catch(() => null))?.ok ? true : null), {
    withinMs: 30_000,
    what: 'Flower of Python listens',
  }).catch(async error => {
    await child[Symbol.asyncDispose]()
    throw new Error(`${(error as Error).message}; it printed: ${child.output()}`, { cause: error })
  })
  return {
    url,
    ask: (what, asking) => askAt(url, what, asking),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

/** A real Celery worker with the tasks of python_app.py, and the database of its results. */
export interface PythonApp extends AsyncDisposable {
  readonly backend: string
}

export async function startPythonWorker(brokerUrl: string, node: string): Promise<PythonApp> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-results-'))
  const app = { backend: `db+sqlite:///${folder}/results.db` }
  const options = ['--concurrency=1', '--without-gossip', '--without-mingle', '--loglevel=info']
  const worker = run(['-A', 'python_app', 'worker', '-n', node, ...options], brokerUrl, app)
  await worker.prints(/ ready\./)
  return {
    ...app,
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs a program of the environment on that input; what it prints, as JSON. */
export function pythonJson(program: string, input: string): unknown {
  const { status, stdout, stderr } = spawnSync(programOf('python'), ['-c', program], {
    input,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`Python failed: ${stderr}`)
  return JSON.parse(stdout)
}

function run(args: readonly string[], brokerUrl: string, app: { readonly backend: string } | null): CeleryProcess {
  const backend = app === null ? {} : { RESULT_BACKEND: app.backend }
  const celery = { BROKER_URL: brokerUrl, C_FORCE_ROOT: '1', FLOWER_UNAUTHENTICATED_API: 'true', LC_ALL: 'C.UTF-8' }
  const env = { ...process.env, ...celery, ...backend, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' }
  const options = { cwd: import.meta.dirname, env, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] }
  return watch(spawn(programOf('celery'), args, options))
}

/** Ask hasFlower first. */
function programOf(name: string): string {
  if (programs === null) throw new Error('There is no Flower: hasFlower() was not asked, or said so')
  return join(programs, name)
}
