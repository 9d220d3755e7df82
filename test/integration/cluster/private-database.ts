import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { serverBinary } from '../../database-server.ts'
import { eventually } from '../../eventually.ts'
import { freePort } from '../../free-port.ts'
import { isRunning } from '../../worker/processes.ts'

/** A MariaDB or MySQL server of its own, as durable as a real one, for tests that end it. */
export class PrivateDatabase implements AsyncDisposable {
  readonly port: number
  readonly #folder: string
  readonly #binary: string
  #pid = 0

  private constructor(binary: string, port: number) {
    this.#binary = binary
    this.port = port
    this.#folder = mkdtempSync(join(tmpdir(), 'slipstream-database-'))
  }

  static async create(): Promise<PrivateDatabase> {
    const database = new PrivateDatabase(serverBinary() as string, await freePort())
    database.#initialize()
    await database.start()
    await database.#query('CREATE DATABASE airflow CHARACTER SET utf8mb4')
    return database
  }

  /** What `sql_alchemy_conn` would be; through that port, when there is something between. */
  url(port = this.port): string {
    return `mysql://root:@127.0.0.1:${port}/airflow`
  }

  /** Again, on the same data and port. */
  async start(): Promise<void> {
    const log = await open(join(this.#folder, 'server.log'), 'a')
    const child = spawn(this.#binary, this.#arguments(), { detached: true, stdio: ['ignore', log.fd, log.fd] })
    child.unref()
    await log.close()
    this.#pid = child.pid as number
    await eventually(() => this.#query('SELECT 1'), { withinMs: 50_000, what: `${this.#binary} answers` })
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    process.kill(this.#pid, 'SIGKILL')
    await eventually(async () => !isRunning(this.#pid) || null, { withinMs: 10_000, what: 'the end of the server' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (isRunning(this.#pid)) await this.kill()
    await rm(this.#folder, { recursive: true, force: true })
  }

  #initialize(): void {
    const [command, ...args] = this.#binary.endsWith('mariadbd')
      ? ['mariadb-install-db', '--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db']
      : [this.#binary, '--no-defaults', '--initialize-insecure']
    const result = spawnSync(command as string, [...args, '--user=root', `--datadir=${this.#folder}/data`])
    if (result.status !== 0) throw new Error(`${command} failed: ${result.stdout}${result.stderr}`)
  }

  #arguments(): string[] {
    return [
      '--no-defaults',
      '--user=root',
      `--datadir=${this.#folder}/data`,
      `--socket=${this.#folder}/server.sock`,
      `--port=${this.port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      '--innodb-buffer-pool-size=64M',
      '--explicit-defaults-for-timestamp=1',
    ]
  }

  async #query(statement: string): Promise<true> {
    const connection = await createConnection({ host: '127.0.0.1', port: this.port, user: 'root' })
    await connection.query(statement).finally(() => connection.end())
    return true
  }
}
