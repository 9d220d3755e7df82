import type { DagSpec } from '../model/dag.ts'
import { DagNotFound } from '../model/errors.ts'
import { decodeSerializedDag, encodeSerializedDag } from '../model/serialized-dag.ts'
import { sqlTimestamp } from '../model/time.ts'
import { filelocHash } from './dag-code.ts'
import type { Db } from './tables.ts'

/** A serialized DAG and the hash of its content (serialized_dag.dag_hash). */
export interface StoredDag {
  readonly spec: DagSpec
  readonly hash: string
}

/** Writes the DAG when its hash differs from what is stored; @returns whether it did */
export async function saveSerializedDag(db: Db, dag: StoredDag, atMs: number): Promise<boolean> {
  const stored = await db
    .selectFrom('serialized_dag')
    .select(['dag_hash', 'fileloc'])
    .where('dag_id', '=', dag.spec.dagId)
    .executeTakeFirst()
  if (stored?.dag_hash === dag.hash && stored.fileloc === dag.spec.fileloc) return false
  const row = {
    fileloc: dag.spec.fileloc,
    fileloc_hash: filelocHash(dag.spec.fileloc),
    data: JSON.stringify(encodeSerializedDag(dag.spec)),
    last_updated: sqlTimestamp(atMs),
    dag_hash: dag.hash,
  }
  if (stored === undefined)
    await db
      .insertInto('serialized_dag')
      .values({ dag_id: dag.spec.dagId, ...row })
      .execute()
  else await db.updateTable('serialized_dag').set(row).where('dag_id', '=', dag.spec.dagId).execute()
  return true
}

export async function findSerializedDag(db: Db, dagId: string): Promise<StoredDag | null> {
  const row = await db
    .selectFrom('serialized_dag')
    .select(['data', 'dag_hash'])
    .where('dag_id', '=', dagId)
    .executeTakeFirst()
  return row === undefined ? null : { spec: decodeSerializedDag(JSON.parse(row.data as string)), hash: row.dag_hash }
}

/** @throws DagNotFound */
export async function getSerializedDag(db: Db, dagId: string): Promise<StoredDag> {
  const dag = await findSerializedDag(db, dagId)
  if (dag === null) throw new DagNotFound(dagId)
  return dag
}

/** Hashes of these DAGs; those that are not serialized are left out. */
export async function listDagHashes(db: Db, dagIds: readonly string[]): Promise<Map<string, string>> {
  if (dagIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('serialized_dag')
    .select(['dag_id', 'dag_hash'])
    .where('dag_id', 'in', dagIds)
    .execute()
  return new Map(rows.map(row => [row.dag_id, row.dag_hash]))
}

/** Which DAGs a file defines, as last stored. */
export async function listDagIdsOfFile(db: Db, fileloc: string): Promise<string[]> {
  const rows = await db.selectFrom('serialized_dag').select('dag_id').where('fileloc', '=', fileloc).execute()
  return rows.map(row => row.dag_id)
}

export async function listSerializedDags(db: Db): Promise<{ readonly dagId: string; readonly fileloc: string }[]> {
  const rows = await db.selectFrom('serialized_dag').select(['dag_id', 'fileloc']).execute()
  return rows.map(row => ({ dagId: row.dag_id, fileloc: row.fileloc }))
}

export async function deleteSerializedDags(db: Db, dagIds: readonly string[]): Promise<void> {
  if (dagIds.length > 0) await db.deleteFrom('serialized_dag').where('dag_id', 'in', dagIds).execute()
}
