import { type ImportError, listImportErrors } from '../../db/import-error.ts'
import { listDagIdsOfFile } from '../../db/serialized-dag.ts'
import type { Db } from '../../db/tables.ts'
import type { Rights } from './permission.ts'

/** Who may not read all DAGs sees a file, and what is wrong with it, where every DAG in it may be read. */
export async function canReadFile(db: Db, rights: Rights, fileloc: string): Promise<boolean> {
  const readable = rights.readableDagIds()
  if (readable === undefined) return true
  const dagIds = await listDagIdsOfFile(db, fileloc)
  return dagIds.length > 0 && dagIds.every(dagId => readable.includes(dagId))
}

/** What is wrong with the files that the user may see. */
export async function readableErrors(db: Db, rights: Rights): Promise<ImportError[]> {
  const readable: ImportError[] = []
  for (const error of await listImportErrors(db))
    if (await canReadFile(db, rights, error.filename)) readable.push(error)
  return readable
}
