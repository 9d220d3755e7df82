import { createHash } from 'node:crypto'
import { sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'
import { upsert } from './upsert.ts'

/** Airflow's key of a DAG file: the last eight bytes of SHA-1, big endian, without its lowest byte. */
export function filelocHash(fileloc: string): bigint {
  return createHash('sha1').update(fileloc).digest().readBigUInt64BE(12) >> 8n
}

export interface DagCode {
  readonly fileloc: string
  readonly sourceCode: string
}

/** Keeps the source that the webserver's Code view shows. */
export async function saveDagCode(db: Db, code: DagCode, atMs: number): Promise<void> {
  const row = {
    fileloc_hash: filelocHash(code.fileloc),
    fileloc: code.fileloc,
    source_code: code.sourceCode,
    last_updated: sqlTimestamp(atMs),
  }
  await upsert(db, { table: 'dag_code', row, key: ['fileloc_hash'] })
}

export async function findDagCode(db: Db, fileloc: string): Promise<string | null> {
  const row = await db
    .selectFrom('dag_code')
    .select('source_code')
    .where('fileloc_hash', '=', filelocHash(fileloc))
    .executeTakeFirst()
  return row?.source_code ?? null
}

export async function deleteDagCode(db: Db, fileloc: string): Promise<void> {
  await db.deleteFrom('dag_code').where('fileloc_hash', '=', filelocHash(fileloc)).execute()
}
