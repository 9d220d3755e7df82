import {
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  DialectAdapterBase,
  type Driver,
  type Kysely,
  type SelectModifierNode,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { SqliteDriver } from './sqlite-driver.ts'
import type { SqliteSessions } from './sqlite-file.ts'

/** Kysely's dialect for node:sqlite. */
export class NodeSqliteDialect implements Dialect {
  readonly #sessions: SqliteSessions

  constructor(sessions: SqliteSessions) {
    this.#sessions = sessions
  }

  createDriver(): Driver {
    return new SqliteDriver(this.#sessions)
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new LocklessCompiler()
  }

  createAdapter(): DialectAdapter {
    return new NodeSqliteAdapter()
  }

  // biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature
  createIntrospector(db: Kysely<any>): DatabaseIntrospector {
    return new SqliteIntrospector(db)
  }
}

/** SQLite has no row locks and needs none: `for update skip locked` is left out, a transaction holds the whole file. */
class LocklessCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier === undefined || node.modifier === 'Distinct') super.visitSelectModifier(node)
  }
}

class NodeSqliteAdapter extends DialectAdapterBase implements DialectAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }

  override get supportsReturning(): boolean {
    return true
  }

  /** A migration runs in one transaction, and `BEGIN IMMEDIATE` is the lock. */
  async acquireMigrationLock(): Promise<void> {}

  async releaseMigrationLock(): Promise<void> {}
}
