import { createDagRun } from '../../runtime/db/create-dag-run.ts'
import { saveDagCode } from '../../runtime/db/dag-code.ts'
import { inTransaction } from '../../runtime/db/database.ts'
import { saveImportError } from '../../runtime/db/import-error.ts'
import { setXCom } from '../../runtime/db/xcom.ts'
import { Dag } from '../../runtime/sdk/index.ts'
import type { TestDatabase } from '../databases.ts'
import { storeDataset } from '../db/stored-datasets.ts'
import { NOW_MS, storeDag } from './webserver.ts'

export const DATASET_URI = 's3://bucket/a/b'

/** The DAG `etl` with a run `mapped`, whose `load` is mapped, an XCom, a dataset that it waits for, and a broken file. */
export async function storeEtl(current: TestDatabase): Promise<void> {
  const dag = new Dag('etl', { schedule: '0 3 * * *', catchup: false, tags: ['nightly'] })
  const extract = dag.bash('extract', { command: 'echo 1' })
  extract.before(dag.bash('load', { command: 'echo 2' }))
  const stored = await storeDag(current, dag)
  const db = current.database.kysely
  await saveDagCode(db, { fileloc: stored.spec.fileloc, sourceCode: "new Dag('etl')" }, NOW_MS)
  await saveImportError(db, { filename: '/dags/broken.ts', stacktrace: 'Oh', atMs: NOW_MS })
  const interval = { startMs: NOW_MS - 1000, endMs: NOW_MS - 1000 }
  const request = { runType: 'manual', logicalDateMs: NOW_MS - 1000, interval, nowMs: NOW_MS, runId: 'mapped' } as const
  const run = await inTransaction(current.database, transaction => createDagRun(transaction, stored, request))
  await db.updateTable('task_instance').set({ map_index: 0 }).where('task_id', '=', 'load').execute()
  const pushed = { dagId: 'etl', runId: 'mapped', taskId: 'extract', mapIndex: -1, dagRunId: run.id, atMs: NOW_MS }
  await setXCom(db, { ...pushed, key: 'return_value', value: { rows: 3 } })
  await storeDataset(db, DATASET_URI, { producers: [], consumers: ['etl'] })
}
