import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { freePort } from '../../../scripts/servers/free-port.ts'
import { createDatabaseHome, databaseUrl, query, serverArguments } from '../../database-command.ts'
import { serverBinary } from '../../database-server.ts'
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
    createDatabaseHome(database.#binary, database.#folder)
    await database.start()
    await query(database.port, 'CREATE DATABASE airflow CHARACTER SET utf8mb4')
    return database
  }

  /** What `sql_alchemy_conn` would be; through that port, when there is something between. */
  url(port = this.port): string {
    return databaseUrl(port, 'airflow')
  }

  /** Again, on the same data and port. */
  async start(): Promise<void> {
    const log = await open(join(this.#folder, 'server.log'), 'a')
    const child = spawn(this.#binary, serverArguments(this.#folder, this.port), {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    child.unref()
    await log.close()
    this.#pid = child.pid as number
    await eventually(() => query(this.port, 'SELECT 1'), { withinMs: 50_000, what: `${this.#binary} answers` })
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
}
