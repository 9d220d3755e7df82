import { createDagRun } from '../db/create-dag-run.ts'
import { findDagModel } from '../db/dag.ts'
import { findDagRunByDate } from '../db/dag-run.ts'
import { saveDagRunNote } from '../db/note.ts'
import { findSerializedDag, type StoredDag } from '../db/serialized-dag.ts'
import type { Db } from '../db/tables.ts'
import { DagRunAlreadyExists } from '../model/errors.ts'
import type { DagRunKey } from '../model/keys.ts'
import { isoFormat } from '../model/time.ts'
import { change } from './change.ts'
import { noteBy } from './note-by.ts'
import { badRequest, notFound, Problem } from './problem.ts'
import type { Call, ServerParts } from './route.ts'
import { type TriggerBody, triggerRequest } from './trigger-request.ts'
import { dagRunView } from './views/dag-run.ts'

export interface Trigger extends TriggerBody {
  readonly dagId: string
  readonly note?: string | null | undefined
}

/** Creates a run, as the user of the call. @returns Airflow's DAGRun @throws Problem 400, 404 or 409 */
export async function triggerDag(call: Call, body: Trigger) {
  const { parts } = call
  const dag = await triggerableDag(parts, body.dagId)
  const request = triggerRequest(body, {
    spec: dag.spec,
    nowMs: parts.clock(),
    allowedRunIds: parts.config.string('scheduler', 'allowed_run_id_pattern'),
  })
  const target = { dagId: body.dagId, runId: request.runId, logicalDateMs: request.logicalDateMs }
  return change(call, target, async db => {
    const created = await createDagRun(db, dag, request).catch(error => refuseDuplicate(db, target, error))
    if (body.note != null) await saveDagRunNote(db, created.id, noteBy(call, body.note))
    const after = dagRunView({ ...created, note: body.note ?? null, lastSchedulingDecisionMs: null })
    return {
      result: after,
      wake: [{ type: 'dag_run', dagId: created.dagId, runId: created.runId }],
      before: null,
      after,
    }
  })
}

/** @throws Problem 404, or 400 when its file does not load */
async function triggerableDag({ database }: ServerParts, dagId: string): Promise<StoredDag> {
  const model = await findDagModel(database.kysely, dagId)
  const dag = model === null ? null : await findSerializedDag(database.kysely, dagId)
  if (model === null || dag === null) throw notFound('DAG not found', `DAG with dag_id: '${dagId}' not found`)
  if (model.hasImportErrors)
    throw badRequest(`DAG with dag_id: '${dagId}' has import errors`, 'DAG cannot be triggered')
  return dag
}

async function refuseDuplicate(
  db: Db,
  run: DagRunKey & { readonly logicalDateMs: number },
  error: unknown,
): Promise<never> {
  if (!(error instanceof DagRunAlreadyExists) && !isDuplicateEntry(error)) throw error
  const isSameDate = (await findDagRunByDate(db, run.dagId, run.logicalDateMs)) !== null
  const what = isSameDate
    ? `DAGRun logical date: '${isoFormat(run.logicalDateMs).replace('T', ' ')}'`
    : `DAGRun ID: '${run.runId}'`
  throw new Problem(409, { detail: `DAGRun with DAG ID: '${run.dagId}' and ${what} already exists` }, { cause: error })
}

/** Another request created the run between our look and our insert (ER_DUP_ENTRY of MySQL). */
const isDuplicateEntry = (error: unknown): boolean => error instanceof Error && 'errno' in error && error.errno === 1062
