import { type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult, SelectQueryNode } from 'kysely'
import { whileBusy } from './busy.ts'
import type { SqliteSessions } from './sqlite-file.ts'
import { WriteLock } from './write-lock.ts'

/**
 * Kysely's driver over node:sqlite: one writing connection behind a lock, and one for reads outside transactions.
 * What Kysely calls a connection is only a handle here; it holds the lock from the begin of a transaction to its end.
 */
export class SqliteDriver implements Driver {
  readonly #sessions: SqliteSessions
  readonly #lock = new WriteLock()

  constructor(sessions: SqliteSessions) {
    this.#sessions = sessions
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new SqliteConnection(this.#sessions, this.#lock)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await asSqlite(connection).begin()
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    asSqlite(connection).commit()
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    asSqlite(connection).rollback()
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    const { reader, writer } = this.#sessions
    if (reader !== writer) reader.close()
    writer.close()
  }
}

const asSqlite = (connection: DatabaseConnection): SqliteConnection => connection as SqliteConnection

class SqliteConnection implements DatabaseConnection {
  readonly #sessions: SqliteSessions
  readonly #lock: WriteLock
  #isInTransaction = false

  constructor(sessions: SqliteSessions, lock: WriteLock) {
    this.#sessions = sessions
    this.#lock = lock
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { reader, writer } = this.#sessions
    if (this.#isInTransaction) return writer.execute<R>(query.sql, query.parameters)
    if (reader !== writer && isRead(query)) return whileBusy(() => reader.execute<R>(query.sql, query.parameters))
    return this.#executeAlone<R>(query)
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, nobody streams from SQLite
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('SQLite results are not streamed')
  }

  async begin(): Promise<void> {
    await this.#lock.acquire()
    try {
      await whileBusy(() => this.#sessions.writer.execute('BEGIN IMMEDIATE', []))
      this.#isInTransaction = true
    } catch (error) {
      this.#lock.release()
      throw error
    }
  }

  commit(): void {
    this.#sessions.writer.execute('COMMIT', [])
    this.#end()
  }

  /** After some errors (a full disk) SQLite has rolled back on its own. */
  rollback(): void {
    if (this.#sessions.writer.isInTransaction) this.#sessions.writer.execute('ROLLBACK', [])
    this.#end()
  }

  #end(): void {
    this.#isInTransaction = false
    this.#lock.release()
  }

  async #executeAlone<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await this.#lock.acquire()
    try {
      return await whileBusy(() => this.#sessions.writer.execute<R>(query.sql, query.parameters))
    } finally {
      this.#lock.release()
    }
  }
}

const isRead = (query: CompiledQuery): boolean => SelectQueryNode.is(query.query) || /^\s*select\b/i.test(query.sql)
