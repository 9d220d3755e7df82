import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { eventually } from '../servers/eventually.ts'
import { freePort } from '../servers/free-port.ts'
import { RUNNING } from './pictures.ts'

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url))
const PATIENCE = { withinMs: 120_000 } as const

/** An Airflow to take pictures of: all programs in a home of its own, with DAGs whose runs have come to all kinds of ends. */
export class Stage implements AsyncDisposable {
  readonly address: string
  readonly #home: string
  readonly #ending = new AbortController()
  #password = ''

  private constructor(home: string, port: number) {
    this.#home = home
    this.address = `http://127.0.0.1:${port}`
  }

  /** Resolves once the runs of the schedule have ended, and one is going on. */
  static async open(): Promise<Stage> {
    const home = mkdtempSync(join(tmpdir(), 'slipstream-gallery-'))
    const port = await freePort()
    const stage = new Stage(home, port)
    try {
      stage.#start(port)
      await stage.#play()
    } catch (error) {
      await stage[Symbol.asyncDispose]()
      throw error
    }
    return stage
  }

  get password(): string {
    return this.#password
  }

  #start(port: number): void {
    const dags = join(this.#home, 'dags')
    mkdirSync(dags)
    cpSync(join(CHECKOUT, 'dags'), dags, { recursive: true })
    cpSync(join(CHECKOUT, 'scripts/gallery/dags'), dags, { recursive: true })
    const env = {
      AIRFLOW_HOME: this.#home,
      AIRFLOW__WEBSERVER__WEB_SERVER_PORT: String(port),
      AIRFLOW__WEBSERVER__WEB_SERVER_HOST: '127.0.0.1',
    }
    const cancelSignal = this.#ending.signal
    void execa(process.execPath, [join(CHECKOUT, 'runtime/cli/airflow.js'), 'standalone'], {
      env,
      cancelSignal,
      cwd: CHECKOUT,
      stdio: 'ignore',
      reject: false,
      forceKillAfterDelay: 5000,
    })
  }

  async #play(): Promise<void> {
    const until = (what: string, look: () => Promise<boolean>) =>
      eventually(async () => ((await look()) ? true : null), { ...PATIENCE, what })
    await until('a webserver', async () => (await fetch(`${this.address}/health`)).ok)
    this.#password = readFileSync(join(this.#home, 'standalone_admin_password.txt'), 'utf8').trim()
    await until(`DAG ${RUNNING.dagId}`, async () => (await this.#call('GET', `/dags/${RUNNING.dagId}`)).ok)
    await this.#call('POST', '/variables', { key: 'warehouse_url', value: 'postgres://warehouse/sales' })
    await this.#call('POST', '/variables', { key: 'smtp_password', value: 'secret', description: 'of the mail relay' })
    for (const dagId of ['word_count', 'orders_report', 'flaky_upload'])
      await this.#call('POST', `/dags/${dagId}/dagRuns`, {})
    await this.#call('POST', `/dags/${RUNNING.dagId}/dagRuns`, { dag_run_id: RUNNING.runId })
    await until('twenty runs of nightly_sales', () => this.#hasEnded('nightly_sales', 20))
  }

  async #hasEnded(dagId: string, count: number): Promise<boolean> {
    const answer = await this.#call('GET', `/dags/${dagId}/dagRuns?state=success&state=failed&limit=1`)
    const { total_entries: ended } = (await answer.json()) as { readonly total_entries: number }
    return ended >= count
  }

  #call(method: string, path: string, body?: object): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`admin:${this.#password}`).toString('base64')}`
    return fetch(`${this.address}/api/v1${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort()
    await eventually(
      async () =>
        fetch(`${this.address}/health`).then(
          () => null,
          () => true,
        ),
      {
        ...PATIENCE,
        what: 'the end of the webserver',
      },
    )
    rmSync(this.#home, { recursive: true, force: true })
  }
}
