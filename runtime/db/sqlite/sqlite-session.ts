import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { QueryResult } from 'kysely'

const MOST_STATEMENTS = 500

/** One connection with its prepared statements, which are kept by their text. */
export class SqliteSession {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, Statement>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  get isInTransaction(): boolean {
    return this.#database.isTransaction
  }

  execute<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    const statement = this.#statements.get(sql) ?? this.#prepare(sql)
    const values = parameters as SQLInputValue[]
    if (statement.returnsRows) return { rows: allRows(statement.prepared, values) as R[] }
    const { changes, lastInsertRowid } = statement.prepared.run(...values)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }

  #prepare(sql: string): Statement {
    const prepared = this.#database.prepare(sql)
    const statement = { prepared, returnsRows: prepared.columns().length > 0 }
    if (this.#statements.size >= MOST_STATEMENTS) this.#forgetOldest()
    this.#statements.set(sql, statement)
    return statement
  }

  #forgetOldest(): void {
    for (const sql of this.#statements.keys()) {
      this.#statements.delete(sql)
      return
    }
  }
}

interface Statement {
  readonly prepared: StatementSync
  readonly returnsRows: boolean
}

/** Integers that a number cannot hold become text, as mysql2's supportBigNumbers has it. */
function allRows(statement: StatementSync, values: SQLInputValue[]): unknown[] {
  try {
    return statement.all(...values)
  } catch (error) {
    if (!(error instanceof RangeError) || !('code' in error) || error.code !== 'ERR_OUT_OF_RANGE') throw error
    return allRowsWithBigInts(statement, values)
  }
}

function allRowsWithBigInts(statement: StatementSync, values: SQLInputValue[]): unknown[] {
  statement.setReadBigInts(true)
  try {
    return statement
      .all(...values)
      .map(row => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, asNumberOrText(value)])))
  } finally {
    statement.setReadBigInts(false)
  }
}

function asNumberOrText<T>(value: T): T | number | string {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}
