import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventually } from '../../scripts/servers/eventually.ts'
import { freePort } from '../../scripts/servers/free-port.ts'

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url))

/** What runs `airflow` in a test. */
export interface AirflowProgram {
  readonly node: string
  readonly script: string
  /** Where it is started. */
  readonly cwd: string
  /** What its processes inherit. */
  readonly env: NodeJS.ProcessEnv
}

const FROM_SOURCES: AirflowProgram = {
  node: process.execPath,
  script: join(CHECKOUT, 'runtime/cli/airflow.js'),
  cwd: CHECKOUT,
  env: process.env,
}

/** An AIRFLOW_HOME of its own, with a free port for its webserver; disposing it ends what was started in it. */
export class Airflow implements AsyncDisposable {
  readonly home = mkdtempSync(join(tmpdir(), 'slipstream-test-'))
  readonly env: NodeJS.ProcessEnv
  readonly port: number
  readonly #program: AirflowProgram
  readonly #children: ChildProcess[] = []
  #password: string | null = null

  private constructor(port: number, env: NodeJS.ProcessEnv, program: AirflowProgram) {
    this.port = port
    this.#program = program
    this.env = {
      ...program.env,
      AIRFLOW_HOME: this.home,
      AIRFLOW__WEBSERVER__WEB_SERVER_PORT: String(port),
      AIRFLOW__WEBSERVER__WEB_SERVER_HOST: '127.0.0.1',
      ...env,
    }
    mkdirSync(this.dagsFolder)
  }

  /** @param env over the environment of the test and what a home of its own needs */
  static async create(env: NodeJS.ProcessEnv = {}, program = FROM_SOURCES): Promise<Airflow> {
    return new Airflow(await freePort(), env, program)
  }

  get dagsFolder(): string {
    return join(this.home, 'dags')
  }

  addExamples(): void {
    cpSync(join(CHECKOUT, 'dags'), this.dagsFolder, { recursive: true })
  }

  addDag(name: string, source: string): void {
    writeFileSync(join(this.dagsFolder, `${name}.ts`), source)
  }

  /** Starts a long-lived command; its output is kept for messages. */
  start(...args: readonly string[]): ChildProcess & { output(): string } {
    return this.startNode(this.#program.script, ...args)
  }

  startNode(script: string, ...args: readonly string[]): ChildProcess & { output(): string } {
    const child = spawn(this.#program.node, [script, ...args], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: this.#program.cwd,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        output += String(chunk)
      })
    }
    this.#children.push(child)
    return Object.assign(child, { output: () => output })
  }

  /** Runs a command to its end. */
  async run(...args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
    const child = this.start(...args)
    const code = await new Promise<number | null>(resolve => child.once('close', resolve))
    return { code, output: child.output() }
  }

  /** The REST API as the admin that `standalone` or `createAdmin` made. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    this.#password ??= readFileSync(join(this.home, 'standalone_admin_password.txt'), 'utf8').trim()
    const response = await fetch(`http://127.0.0.1:${this.port}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`admin:${this.#password}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (response.status === 204 ? undefined : await response.json()) as T
  }

  untilHealthy(withinMs = 20_000): Promise<true> {
    return eventually(
      async () => {
        const response = await fetch(`http://127.0.0.1:${this.port}/health`)
        const health = (await response.json()) as { scheduler: { status: string } }
        return health.scheduler.status === 'healthy' ? true : null
      },
      { withinMs, what: 'a healthy scheduler' },
    )
  }

  /** Triggers a DAG and waits for the end of the run; @returns the state of the run and of each task. */
  async trigger(dagId: string, body: object = {}): Promise<RunEnd> {
    await this.untilKnown(dagId)
    const { dag_run_id: runId } = await this.call<{ dag_run_id: string }>('POST', `/dags/${dagId}/dagRuns`, body)
    return this.untilEnded(dagId, runId)
  }

  untilKnown(dagId: string): Promise<object> {
    return eventually(() => this.call<object>('GET', `/dags/${dagId}`), { withinMs: 15_000, what: `DAG ${dagId}` })
  }

  async untilEnded(dagId: string, runId: string, withinMs = 60_000): Promise<RunEnd> {
    const path = `/dags/${dagId}/dagRuns/${encodeURIComponent(runId)}`
    const state = await eventually(
      async () => {
        const run = await this.call<{ state: string }>('GET', path)
        return run.state === 'success' || run.state === 'failed' ? run.state : null
      },
      { withinMs, what: `the end of ${dagId} ${runId}` },
    )
    const { task_instances: instances } = await this.call<{ task_instances: TaskInstance[] }>(
      'GET',
      `${path}/taskInstances`,
    )
    return { runId, state, tasks: Object.fromEntries(instances.map(one => [one.task_id, one.state])), instances }
  }

  async logOf(run: {
    readonly dagId: string
    readonly runId: string
    readonly taskId: string
    readonly tryNumber: number
  }): Promise<string> {
    const path = `/dags/${run.dagId}/dagRuns/${encodeURIComponent(run.runId)}/taskInstances/${run.taskId}/logs/${run.tryNumber}`
    return (await this.call<{ content: string }>('GET', path)).content
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    for (const pid of processesOf(this.home)) kill(pid)
    await eventually(async () => (processesOf(this.home).length === 0 ? true : null), {
      withinMs: 5000,
      what: 'no process left',
    })
    rmSync(this.home, { recursive: true, force: true })
  }
}

export interface TaskInstance {
  readonly task_id: string
  readonly state: string | null
  readonly try_number: number
}

export interface RunEnd {
  readonly runId: string
  readonly state: string
  readonly tasks: Readonly<Record<string, string | null>>
  readonly instances: readonly TaskInstance[]
}

/** Every process that was started for this AIRFLOW_HOME and still lives. */
export function processesOf(home: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => Number.isInteger(pid) && pid !== process.pid && environmentOf(pid).includes(`AIRFLOW_HOME=${home}`))
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
