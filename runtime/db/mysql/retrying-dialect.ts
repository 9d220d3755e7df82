import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  MysqlDialect,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import { whileTransient } from './while-transient.ts'

/**
 * Kysely's MySQL dialect, with a statement outside of a transaction run again where it was the victim of a deadlock. What
 * is in a transaction is rolled back with it, and `inTransaction` runs all of it again.
 */
export class RetryingMysqlDialect extends MysqlDialect {
  override createDriver(): Driver {
    return new RetryingDriver(super.createDriver())
  }
}

class RetryingDriver implements Driver {
  readonly #driver: Driver

  constructor(driver: Driver) {
    this.#driver = driver
  }

  init(): Promise<void> {
    return this.#driver.init()
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new RetryingConnection(await this.#driver.acquireConnection())
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const { inner } = retrying(connection, true)
    await this.#driver.beginTransaction(inner, settings)
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { inner } = retrying(connection, false)
    await this.#driver.commitTransaction(inner)
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const { inner } = retrying(connection, false)
    await this.#driver.rollbackTransaction(inner)
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.#driver.releaseConnection((connection as RetryingConnection).inner)
  }

  destroy(): Promise<void> {
    return this.#driver.destroy()
  }
}

class RetryingConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection
  isInTransaction = false

  constructor(inner: DatabaseConnection) {
    this.inner = inner
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const execute = () => this.inner.executeQuery<R>(query)
    return this.isInTransaction ? execute() : whileTransient(execute)
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery(query, chunkSize)
  }
}

function retrying(connection: DatabaseConnection, isInTransaction: boolean): RetryingConnection {
  return Object.assign(connection as RetryingConnection, { isInTransaction })
}
