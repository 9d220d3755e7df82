import { clearTaskInstances } from '../../db/clear-task-instances.ts'
import { deleteDagRun, findListedDagRun } from '../../db/dag-run-list.ts'
import { markDagRun } from '../../db/mark-state.ts'
import { saveDagRunNote } from '../../db/note.ts'
import { listTaskInstances } from '../../db/task-instance.ts'
import type { DagRunKey } from '../../model/keys.ts'
import type { WakeEvent } from '../../service/wake-socket.ts'
import { change } from '../change.ts'
import { noteBy } from '../note-by.ts'
import { notFound } from '../problem.ts'
import { type Route, route } from '../route.ts'
import { triggerDag } from '../trigger-dag.ts'
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
    handle: call => triggerDag(call, { dagId: call.params.dag_id, ...call.body }),
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
        await saveDagRunNote(db, run.id, noteBy(call, call.body.note))
        return { result: null, wake: [], before: { note: run.note }, after: { note: call.body.note } }
      })
      return dagRunView(await requireRun(call.parts, call.params))
    },
  }),
]

const wakeOf = ({ dagId, runId }: DagRunKey): WakeEvent => ({ type: 'dag_run', dagId, runId })
