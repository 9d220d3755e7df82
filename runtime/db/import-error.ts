import { parseSqlTimestamp, sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'

/** Why a DAG file could not be loaded. */
export interface ImportError {
  readonly id: number
  readonly filename: string
  readonly stacktrace: string
  readonly timestampMs: number
}

/** Keeps one row per file; an unchanged error keeps its row. A text without end is cut. */
export async function saveImportError(
  db: Db,
  error: { readonly filename: string; readonly stacktrace: string; readonly atMs: number },
): Promise<void> {
  const row = { stacktrace: error.stacktrace.slice(0, LONGEST_STACKTRACE), timestamp: sqlTimestamp(error.atMs) }
  const known = await db
    .selectFrom('import_error')
    .select('id')
    .where('filename', '=', error.filename)
    .executeTakeFirst()
  if (known === undefined)
    await db
      .insertInto('import_error')
      .values({ filename: error.filename, ...row })
      .execute()
  else await db.updateTable('import_error').set(row).where('id', '=', known.id).execute()
}

/** Characters that fit MySQL's TEXT, whatever they are. */
const LONGEST_STACKTRACE = 16_000

export async function deleteImportErrors(db: Db, filenames: readonly string[]): Promise<void> {
  if (filenames.length > 0) await db.deleteFrom('import_error').where('filename', 'in', filenames).execute()
}

export async function listImportErrors(db: Db): Promise<ImportError[]> {
  const rows = await db.selectFrom('import_error').selectAll().orderBy('id').execute()
  return rows.map(row => ({
    id: row.id,
    filename: row.filename ?? '',
    stacktrace: row.stacktrace ?? '',
    timestampMs: row.timestamp === null ? 0 : parseSqlTimestamp(row.timestamp),
  }))
}

/** How many files there are that do not load. */
export async function countImportErrors(db: Db): Promise<number> {
  const { total } = await db
    .selectFrom('import_error')
    .select(all => all.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return Number(total)
}
