import { createHash } from 'node:crypto'
import type { Db } from './tables.ts'
import { upsert } from './upsert.ts'

/** Asks for a DAG file to be read again although it has not changed; who asks twice is answered once. */
export async function requestParsing(db: Db, fileloc: string): Promise<void> {
  const id = createHash('md5').update(fileloc).digest('hex')
  await upsert(db, { table: 'dag_priority_parsing_request', row: { id, fileloc }, key: ['id'] })
}

/** The files that somebody asked for since the last call. */
export async function takeParsingRequests(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('dag_priority_parsing_request').select(['id', 'fileloc']).execute()
  if (rows.length > 0)
    await db
      .deleteFrom('dag_priority_parsing_request')
      .where(
        'id',
        'in',
        rows.map(row => row.id),
      )
      .execute()
  return rows.map(row => row.fileloc)
}
