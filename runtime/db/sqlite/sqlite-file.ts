import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DatabaseBusy, DatabaseFileUnusable } from '../errors.ts'
import { whileBusy } from './busy.ts'
import { SqliteSession } from './sqlite-session.ts'

export const IN_MEMORY = ':memory:'

export interface SqliteSessions {
  readonly writer: SqliteSession
  /** For reads outside a transaction, which need not wait for one; the writer itself for a database in memory. */
  readonly reader: SqliteSession
}

/** Opens the file, creating it (0600) and its folder (0700) where they are missing. */
export async function openSqliteSessions(file: string): Promise<SqliteSessions> {
  try {
    if (file === IN_MEMORY) return inMemory()
    createPrivately(file)
    const writer = await whileBusy(() => openSession(file, WRITER_PRAGMAS))
    const reader = await whileBusy(() => openSession(file, READER_PRAGMAS))
    return { writer, reader }
  } catch (cause) {
    if (cause instanceof DatabaseBusy || !(cause instanceof Error)) throw cause
    throw new DatabaseFileUnusable(file, { cause })
  }
}

const WRITER_PRAGMAS = 'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY'
const READER_PRAGMAS = 'PRAGMA query_only=ON; PRAGMA temp_store=MEMORY'

function inMemory(): SqliteSessions {
  const session = openSession(IN_MEMORY, 'PRAGMA synchronous=OFF')
  return { writer: session, reader: session }
}

function createPrivately(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}

function openSession(file: string, pragmas: string): SqliteSession {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 0 })
  try {
    database.exec(pragmas)
  } catch (error) {
    database.close()
    throw error
  }
  return new SqliteSession(database)
}
