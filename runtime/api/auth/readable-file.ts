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
