import { clearTaskInstances } from '../../db/clear-task-instances.ts'
import { createDagRun } from '../../db/create-dag-run.ts'
import { findDagModel } from '../../db/dag.ts'
import { findDagRunByDate } from '../../db/dag-run.ts'
import { deleteDagRun, findListedDagRun } from '../../db/dag-run-list.ts'
import { markDagRun } from '../../db/mark-state.ts'
import { saveDagRunNote } from '../../db/note.ts'
import { findSerializedDag, type StoredDag } from '../../db/serialized-dag.ts'
import type { Db } from '../../db/tables.ts'
import { listTaskInstances } from '../../db/task-instance.ts'
import { DagRunAlreadyExists } from '../../model/errors.ts'
import type { DagRunKey } from '../../model/keys.ts'
import { isoFormat } from '../../model/time.ts'
import type { WakeEvent } from '../../service/wake-socket.ts'
import { change } from '../change.ts'
import { badRequest, notFound, Problem } from '../problem.ts'
import { type Call, type Route, route, type ServerParts } from '../route.ts'
import { type TriggerBody, triggerRequest } from '../trigger-request.ts'
import { DAG_RUN_SHAPE, dagRunView } from '../views/dag-run.ts'
import { collection, type Shape } from '../views/shape.ts'
import { REFERENCE_SHAPE, stateView, taskInstanceReference } from '../views/task-instance.ts'
import { requireRun } from './dag-runs.ts'

const DATE_FIELD = { type: 'string', format: 'date-time', nullable: true } as const
const NOTE_FIELD = { type: 'string', maxLength: 1000, nullable: true } as const

/** What would be cleared, or the run once it has been. */
const CLEARED_SHAPE: Shape = { anyOf: [DAG_RUN_SHAPE, collection('task_instances', REFERENCE_SHAPE)] }

export const dagRunChangeRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/dags/{dag_id}/dagRuns',
    operationId: 'post_dag_run',
    summary: 'Trigger a DAG',
    tag: 'DAGRun',
    access: ['can_create', 'DAG Runs'],
    body: {
      properties: {
        dag_run_id: { type: 'string', maxLength: 250, nullable: true },
        logical_date: DATE_FIELD,
        execution_date: DATE_FIELD,
        data_interval_start: DATE_FIELD,
        data_interval_end: DATE_FIELD,
        conf: { type: 'object', nullable: true },
        note: NOTE_FIELD,
      },
    },
    answer: DAG_RUN_SHAPE,
    handle: call => trigger(call, { dagId: call.params.dag_id, ...call.body }),
  }),
  route({
    method: 'PATCH',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}',
    operationId: 'update_dag_run_state',
    summary: 'Mark a run',
    tag: 'DAGRun',
    access: ['can_edit', 'DAG Runs'],
    body: { properties: { state: { type: 'string', enum: ['success', 'failed', 'queued'] } }, required: ['state'] },
    answer: DAG_RUN_SHAPE,
    handle: async call => {
      const run = await requireRun(call.parts, call.params)
      await change(call, { ...run }, async db => {
        await markDagRun(db, run, { state: call.body.state, nowMs: call.parts.clock() })
        return { result: null, wake: [wakeOf(run)], before: { state: run.state }, after: { state: call.body.state } }
      })
      return dagRunView(await requireRun(call.parts, call.params))
    },
  }),
  route({
    method: 'DELETE',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}',
    operationId: 'delete_dag_run',
    summary: 'Delete a run with its task instances',
    tag: 'DAGRun',
    access: ['can_delete', 'DAG Runs'],
    handle: async call => {
      const run = { dagId: call.params.dag_id, runId: call.params.dag_run_id }
      return change(call, run, async db => {
        const before = await findListedDagRun(db, run)
        if (before === null || !(await deleteDagRun(db, run)))
          throw notFound(undefined, `DAGRun with DAG ID: '${run.dagId}' and DagRun ID: '${run.runId}' not found`)
        return { result: null, wake: [wakeOf(run)], before: dagRunView(before), after: null }
      })
    },
  }),
  route({
    method: 'POST',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}/clear',
    operationId: 'clear_dag_run',
    summary: 'Clear the task instances of a run, so that they run again',
    tag: 'DAGRun',
    access: ['can_edit', 'DAG Runs'],
    body: { properties: { dry_run: { type: 'boolean', default: true } } },
    answer: CLEARED_SHAPE,
    handle: async call => {
      const run = await requireRun(call.parts, call.params)
      if (call.body.dry_run) {
        const instances = await listTaskInstances(call.parts.database.kysely, run)
        return {
          task_instances: instances.map(instance => taskInstanceReference(instance, run.logicalDateMs)),
          total_entries: instances.length,
        }
      }
      await change(call, { ...run }, async db => {
        const clearing = { nowMs: call.parts.clock(), dagRunState: 'queued' } as const
        const instances = await listTaskInstances(db, run)
        await clearTaskInstances(db, instances, clearing)
        const before = { state: run.state, task_instances: instances.map(stateView) }
        return { result: null, wake: [wakeOf(run)], before, after: { state: 'queued' } }
      })
      return dagRunView(await requireRun(call.parts, call.params))
    },
  }),
  route({
    method: 'PATCH',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}/setNote',
    operationId: 'set_dag_run_note',
    summary: 'Write a note on a run',
    tag: 'DAGRun',
    access: ['can_edit', 'DAG Runs'],
    body: { properties: { note: NOTE_FIELD }, required: ['note'] },
    answer: DAG_RUN_SHAPE,
    handle: async call => {
      const run = await requireRun(call.parts, call.params)
      await change(call, { ...run }, async db => {
        const note = { content: call.body.note, userId: call.user.id, atMs: call.parts.clock() }
        await saveDagRunNote(db, run.id, note)
        return { result: null, wake: [], before: { note: run.note }, after: { note: note.content } }
      })
      return dagRunView(await requireRun(call.parts, call.params))
    },
  }),
]

const wakeOf = ({ dagId, runId }: DagRunKey): WakeEvent => ({ type: 'dag_run', dagId, runId })

interface Trigger extends TriggerBody {
  readonly dagId: string
  readonly note?: string | null | undefined
}

async function trigger(call: Call, body: Trigger) {
  const { parts, user } = call
  const dag = await triggerableDag(parts, body.dagId)
  const request = triggerRequest(body, {
    spec: dag.spec,
    nowMs: parts.clock(),
    allowedRunIds: parts.config.string('scheduler', 'allowed_run_id_pattern'),
  })
  const target = { dagId: body.dagId, runId: request.runId, logicalDateMs: request.logicalDateMs }
  return change(call, target, async db => {
    const created = await createDagRun(db, dag, request).catch(error => refuseDuplicate(db, target, error))
    if (body.note != null)
      await saveDagRunNote(db, created.id, { content: body.note, userId: user.id, atMs: request.nowMs })
    const after = dagRunView({ ...created, note: body.note ?? null, lastSchedulingDecisionMs: null })
    return { result: after, wake: [wakeOf(created)], before: null, after }
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
