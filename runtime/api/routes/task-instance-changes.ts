import { selectInstancesToClear } from '../../db/clear-selection.ts'
import { clearTaskInstances } from '../../db/clear-task-instances.ts'
import { findDagRun, findDagRunByDate } from '../../db/dag-run.ts'
import { logicalDatesOf } from '../../db/logical-dates.ts'
import { type MarkedState, markTaskInstances, selectInstancesToMark, type TaskMark } from '../../db/mark-state.ts'
import { saveTaskInstanceNote } from '../../db/note.ts'
import { findSerializedDag } from '../../db/serialized-dag.ts'
import { type DagGraph, dagGraph } from '../../model/dag.ts'
import type { DagRun, TaskInstanceKey } from '../../model/keys.ts'
import type { WakeEvent } from '../../service/wake-socket.ts'
import { change } from '../change.ts'
import { type ClearBody, checkClearBody, clearSelection } from '../clear-request.ts'
import { noteBy } from '../note-by.ts'
import { badRequest, notFound } from '../problem.ts'
import { type Call, type Route, route, type ServerParts } from '../route.ts'
import {
  REFERENCE_SHAPE,
  REFERENCES_SHAPE,
  stateView,
  TASK_INSTANCE_SHAPE,
  taskInstanceReference,
  taskInstanceView,
} from '../views/task-instance.ts'
import { mapIndexOf, requireTaskInstance } from './task-instances.ts'

const DATE_FIELD = { type: 'string', format: 'date-time', nullable: true } as const
const YES = { type: 'boolean', default: true } as const
const NO = { type: 'boolean', default: false } as const
const NEW_STATE = { type: 'string', enum: ['success', 'failed', 'skipped'] } as const
const RELATIVES = { include_upstream: NO, include_downstream: NO, include_future: NO, include_past: NO } as const

const INSTANCE_PATH = '/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}'
const MARK_BODY = { properties: { dry_run: YES, new_state: NEW_STATE }, required: ['new_state'] } as const
const NOTE_BODY = {
  properties: { note: { type: 'string', maxLength: 1000, nullable: true } },
  required: ['note'],
} as const

export const taskInstanceChangeRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/dags/{dag_id}/clearTaskInstances',
    operationId: 'post_clear_task_instances',
    summary: 'Clear task instances, so that they run again',
    tag: 'DAG',
    access: ['can_edit', 'Task Instances'],
    body: {
      properties: {
        dry_run: YES,
        task_ids: { type: 'array', description: 'Task ids, or pairs of task id and map index; all tasks when absent.' },
        dag_run_id: { type: 'string', nullable: true },
        start_date: DATE_FIELD,
        end_date: DATE_FIELD,
        only_failed: YES,
        only_running: NO,
        reset_dag_runs: { ...NO, description: 'Queue finished runs again.' },
        include_subdags: NO,
        include_parentdag: NO,
        ...RELATIVES,
      },
    },
    answer: REFERENCES_SHAPE,
    handle: call => clear(call, { dagId: call.params.dag_id, ...call.body }),
  }),
  route({
    method: 'POST',
    path: '/dags/{dag_id}/updateTaskInstancesState',
    operationId: 'post_set_task_instances_state',
    summary: 'Mark task instances',
    tag: 'DAG',
    access: ['can_edit', 'Task Instances'],
    body: {
      properties: {
        dry_run: YES,
        task_id: { type: 'string' },
        execution_date: DATE_FIELD,
        dag_run_id: { type: 'string', nullable: true },
        new_state: NEW_STATE,
        ...RELATIVES,
      },
      required: ['task_id', 'new_state'],
    },
    answer: REFERENCES_SHAPE,
    handle: async call => {
      const { params, body } = call
      const graph = await requireTask(call.parts, params.dag_id, body.task_id)
      const run = await requireMarkedRun(call.parts, params.dag_id, body)
      const mark = {
        dagId: params.dag_id,
        runId: run.runId,
        taskIds: [body.task_id],
        state: body.new_state,
        upstream: body.include_upstream,
        downstream: body.include_downstream,
        future: body.include_future,
        past: body.include_past,
      }
      return references(call.parts, await markOrDryRun(call, graph, { ...mark, isDryRun: body.dry_run }))
    },
  }),
  route({
    method: 'PATCH',
    path: INSTANCE_PATH,
    operationId: 'patch_task_instance',
    summary: 'Mark a task instance',
    tag: 'TaskInstance',
    access: ['can_edit', 'Task Instances'],
    body: MARK_BODY,
    answer: REFERENCE_SHAPE,
    handle: call => markOne(call, { ...call.params, map_index: -1, ...call.body }),
  }),
  route({
    method: 'PATCH',
    path: `${INSTANCE_PATH}/{map_index}`,
    operationId: 'patch_mapped_task_instance',
    summary: 'Mark a task instance of a mapped task',
    tag: 'TaskInstance',
    access: ['can_edit', 'Task Instances'],
    body: MARK_BODY,
    answer: REFERENCE_SHAPE,
    handle: call => markOne(call, { ...call.params, map_index: mapIndexOf(call.params.map_index), ...call.body }),
  }),
  route({
    method: 'PATCH',
    path: `${INSTANCE_PATH}/setNote`,
    operationId: 'set_task_instance_note',
    summary: 'Write a note on a task instance',
    tag: 'TaskInstance',
    access: ['can_edit', 'Task Instances'],
    body: NOTE_BODY,
    answer: TASK_INSTANCE_SHAPE,
    handle: call => saveNote(call, { ...call.params, map_index: -1, ...call.body }),
  }),
  route({
    method: 'PATCH',
    path: `${INSTANCE_PATH}/{map_index}/setNote`,
    operationId: 'set_mapped_task_instance_note',
    summary: 'Write a note on a task instance of a mapped task',
    tag: 'TaskInstance',
    access: ['can_edit', 'Task Instances'],
    body: NOTE_BODY,
    answer: TASK_INSTANCE_SHAPE,
    handle: call => saveNote(call, { ...call.params, map_index: mapIndexOf(call.params.map_index), ...call.body }),
  }),
]

interface Clear extends ClearBody {
  readonly dagId: string
  readonly dry_run: boolean
  readonly reset_dag_runs: boolean
}

async function clear(call: Call, body: Clear) {
  const { parts } = call
  checkClearBody(body)
  const graph = await requireGraph(parts, body.dagId)
  const selection = clearSelection(body, await clearedRun(parts, body))
  if (body.dry_run) return references(parts, await selectInstancesToClear(parts.database.kysely, graph, selection))
  const cleared = await change(call, { dagId: body.dagId, ...runIdOf(body) }, async db => {
    const instances = await selectInstancesToClear(db, graph, selection)
    const dagRunState = body.reset_dag_runs ? 'queued' : null
    await clearTaskInstances(db, instances, { nowMs: parts.clock(), dagRunState })
    return { result: instances, wake: wakesOf(instances), before: instances.map(stateView), after: { state: null } }
  })
  return references(parts, cleared)
}

const runIdOf = ({ dag_run_id: runId }: ClearBody) => (runId == null ? {} : { runId })

async function clearedRun({ database }: ServerParts, { dagId, dag_run_id: runId }: Clear): Promise<DagRun | null> {
  if (runId == null) return null
  const run = await findDagRun(database.kysely, { dagId, runId })
  if (run === null) throw notFound(`Dag Run id ${runId} not found in dag ${dagId}`)
  return run
}

type MarkRequest = TaskMark & { readonly isDryRun: boolean }

async function markOrDryRun(call: Call, graph: DagGraph, mark: MarkRequest): Promise<readonly TaskInstanceKey[]> {
  const { database, clock } = call.parts
  if (mark.isDryRun) return selectInstancesToMark(database.kysely, graph, mark)
  return change(call, { ...mark, taskId: mark.taskIds[0] as string }, async db => {
    const marked = await markTaskInstances(db, graph, { ...mark, nowMs: clock() })
    const wake = wakesOf([mark, ...marked])
    return { result: marked, wake, before: marked.map(stateView), after: { state: mark.state } }
  })
}

interface MarkOne {
  readonly dag_id: string
  readonly dag_run_id: string
  readonly task_id: string
  readonly map_index: number
  readonly dry_run: boolean
  readonly new_state: MarkedState
}

async function markOne(call: Call, one: MarkOne) {
  const graph = await requireTask(call.parts, one.dag_id, one.task_id)
  const instance = await requireTaskInstance(call.parts, one)
  await markOrDryRun(call, graph, {
    dagId: one.dag_id,
    runId: one.dag_run_id,
    taskIds: [one.task_id],
    mapIndexes: [one.map_index],
    state: one.new_state,
    isDryRun: one.dry_run,
  })
  return taskInstanceReference(instance, instance.logicalDateMs)
}

type NoteRequest = Omit<MarkOne, 'dry_run' | 'new_state'> & { readonly note: string | null }

async function saveNote(call: Call, request: NoteRequest) {
  const instance = await requireTaskInstance(call.parts, request)
  const { dagId, runId, taskId, mapIndex } = instance
  await change(call, { dagId, runId, taskId, mapIndex }, async db => {
    await saveTaskInstanceNote(db, instance, noteBy(call, request.note))
    return { result: null, wake: [], before: { note: instance.note }, after: { note: request.note } }
  })
  return taskInstanceView({ ...instance, note: request.note })
}

async function requireGraph({ database }: ServerParts, dagId: string): Promise<DagGraph> {
  const dag = await findSerializedDag(database.kysely, dagId)
  if (dag === null) throw notFound(`Dag id ${dagId} not found`)
  return dagGraph(dag.spec)
}

async function requireTask(parts: ServerParts, dagId: string, taskId: string): Promise<DagGraph> {
  const graph = await requireGraph(parts, dagId)
  if (!graph.tasks.has(taskId)) throw notFound('Task not found', `Task '${taskId}' not found in DAG '${dagId}'`)
  return graph
}

interface NamedRun {
  readonly dag_run_id?: string | null | undefined
  readonly execution_date?: number | null | undefined
}

async function requireMarkedRun({ database }: ServerParts, dagId: string, named: NamedRun): Promise<DagRun> {
  const { dag_run_id: runId, execution_date: logicalDateMs } = named
  if ((runId == null) === (logicalDateMs == null))
    throw badRequest("{'_schema': ['Exactly one of execution_date or dag_run_id must be provided']}")
  const run =
    runId == null
      ? await findDagRunByDate(database.kysely, dagId, logicalDateMs as number)
      : await findDagRun(database.kysely, { dagId, runId })
  if (run === null) throw notFound(`Dag Run ${runId ?? 'of that logical date'} not found in dag ${dagId}`)
  return run
}

function wakesOf(runs: readonly { readonly dagId: string; readonly runId: string }[]): WakeEvent[] {
  const wakes = new Map<string, WakeEvent>()
  for (const { dagId, runId } of runs) wakes.set(`${dagId}\u0000${runId}`, { type: 'dag_run', dagId, runId })
  return [...wakes.values()]
}

async function references({ database }: ServerParts, keys: readonly TaskInstanceKey[]) {
  const dates = await logicalDatesOf(database.kysely, keys)
  return { task_instances: keys.map(key => taskInstanceReference(key, dates(key))) }
}
