import { type ImportError, listImportErrors } from '../../db/import-error.ts'
import { listDagIdsOfFile } from '../../db/serialized-dag.ts'
import type { Db } from '../../db/tables.ts'

/** Those that somebody may read; undefined stands for all. */
type ReadableDagIds = readonly string[] | undefined

/** Who may not read all DAGs sees a file, and what is wrong with it, where every DAG in it may be read. */
export async function canReadFile(db: Db, readable: ReadableDagIds, fileloc: string): Promise<boolean> {
  if (readable === undefined) return true
  const dagIds = await listDagIdsOfFile(db, fileloc)
  return dagIds.length > 0 && dagIds.every(dagId => readable.includes(dagId))
}

/** What is wrong with the files that they may see. */
export async function readableErrors(db: Db, readable: ReadableDagIds): Promise<ImportError[]> {
  const errors: ImportError[] = []
  for (const error of await listImportErrors(db))
    if (await canReadFile(db, readable, error.filename)) errors.push(error)
  return errors
}
