import { createHash } from 'node:crypto'
import type { DagSpec, TaskGroupSpec, TaskSpec } from './dag.ts'
import type { JsonValue } from './keys.ts'
import { UnreadableSerializedDag } from './serialized/errors.ts'
import {
  decodeFields,
  decodeParams,
  encodeFields,
  encodeParams,
  type Field,
  type JsonObject,
} from './serialized/fields.ts'
import { decodeGroups, encodeGroups } from './serialized/groups.ts'
import { decodeSchedule, encodeTimetable, timezoneOf } from './serialized/schedule.ts'
import { decodeTask, encodeTask } from './serialized/task.ts'

/**
 * A DAG as Airflow 2.10 keeps it in `serialized_dag.data`: JSON version 1. What Airflow has no field for stands under
 * keys that start with `_slipstream_`.
 */
export function encodeSerializedDag(spec: DagSpec): JsonValue {
  const dag = {
    _dag_id: spec.dagId,
    fileloc: spec.fileloc,
    ...dagsFolder(spec),
    timezone: spec.timezone,
    timetable: encodeTimetable(spec.schedule),
    ...encodeFields<FlatDag>(spec, FIELDS),
    ...(spec.callbacks.onSuccess ? { has_on_success_callback: true } : {}),
    ...(spec.callbacks.onFailure ? { has_on_failure_callback: true } : {}),
    params: encodeParams(spec.params),
    edge_info: {},
    dag_dependencies: spec.tasks.filter(task => task.kind === 'trigger_dag_run').map(task => dependency(spec, task)),
    _task_group: encodeGroups(spec),
    // JSON columns of MySQL do not keep the order of keys, so the order of groups stands in a list.
    _slipstream_group_ids: spec.taskGroups.map(group => group.groupId),
    tasks: spec.tasks.map(encodeTask),
  }
  return { __version: VERSION, dag }
}

/** Reads what `encodeSerializedDag` or Airflow 2.10 wrote. Throws UnreadableSerializedDag. */
export function decodeSerializedDag(data: JsonValue): DagSpec {
  const dag = dagOf(data)
  const groups = decodeGroups(dag['_task_group'])
  const tasks = dag['tasks'] as readonly JsonObject[]
  return {
    ...decodeFields<DagSpec, keyof FlatDag>(dag, FIELDS),
    dagId: dag['_dag_id'] as string,
    fileloc: dag['fileloc'] as string,
    relativeFileloc: relativeFileloc(dag),
    timezone: timezoneOf(dag),
    schedule: decodeSchedule(dag),
    params: decodeParams(dag['params']),
    callbacks: {
      onSuccess: dag['has_on_success_callback'] === true,
      onFailure: dag['has_on_failure_callback'] === true,
    },
    taskGroups: inOrder(groups.taskGroups, dag['_slipstream_group_ids'] as readonly string[] | undefined),
    tasks: tasks.map(task => decodeTask(task, groups.groupOfTask(taskIdOf(task)))),
  }
}

/** Airflow's dag_hash: MD5 of the JSON with sorted keys. It changes when anything about the DAG does. */
export const dagHash = (spec: DagSpec): string =>
  createHash('md5')
    .update(sortedJson(encodeSerializedDag(spec)))
    .digest('hex')

const VERSION = 1

type FlatDag = Omit<
  DagSpec,
  'dagId' | 'fileloc' | 'relativeFileloc' | 'timezone' | 'schedule' | 'params' | 'callbacks' | 'taskGroups' | 'tasks'
>

const FIELDS: readonly Field<FlatDag>[] = [
  { field: 'dagDisplayName', key: '_dag_display_property_value', omitted: null },
  { field: 'description', key: '_description', omitted: null },
  { field: 'docMd', key: 'doc_md', omitted: null },
  { field: 'startDateMs', key: 'start_date', omitted: null, unit: 'seconds' },
  { field: 'endDateMs', key: 'end_date', omitted: null, unit: 'seconds' },
  { field: 'tags', key: 'tags', omitted: [] },
  { field: 'dagrunTimeoutMs', key: 'dagrun_timeout', omitted: null, unit: 'seconds' },
  { field: 'isPausedUponCreation', key: 'is_paused_upon_creation', omitted: null },
  { field: 'renderTemplateAsNativeObj', key: 'render_template_as_native_obj', omitted: false },
  { field: 'failFast', key: '_slipstream_fail_fast', omitted: false },
  { field: 'accessControl', key: '_slipstream_access_control', omitted: null },
  { field: 'catchup', key: 'catchup', omitted: true, always: true },
  { field: 'maxActiveTasks', key: '_max_active_tasks', omitted: 16, always: true },
  { field: 'maxActiveRuns', key: 'max_active_runs', omitted: 16, always: true },
  { field: 'maxConsecutiveFailedDagRuns', key: 'max_consecutive_failed_dag_runs', omitted: 0, always: true },
]

function dagsFolder({ fileloc, relativeFileloc: relative }: DagSpec): JsonObject {
  const isBelow = relative !== '' && fileloc.endsWith(`/${relative}`)
  return {
    ...(isBelow ? { _processor_dags_folder: fileloc.slice(0, -relative.length - 1) } : {}),
    _slipstream_relative_fileloc: relative,
  }
}

function relativeFileloc(dag: JsonObject): string {
  const fileloc = dag['fileloc'] as string
  const folder = dag['_processor_dags_folder']
  const derived =
    typeof folder === 'string' && fileloc.startsWith(`${folder}/`) ? fileloc.slice(folder.length + 1) : fileloc
  return (dag['_slipstream_relative_fileloc'] ?? derived) as string
}

/** Airflow: DagDependency, which its graph of DAGs is drawn from. */
const dependency = (spec: DagSpec, task: TaskSpec): JsonObject => ({
  source: spec.dagId,
  target: task.templateFields['trigger_dag_id'] ?? null,
  dependency_type: 'trigger',
  dependency_id: task.taskId,
})

function dagOf(data: JsonValue): JsonObject {
  const { __version, dag } = (typeof data === 'object' && data !== null ? data : {}) as JsonObject
  const { _dag_id: dagId, tasks } = (dag ?? {}) as JsonObject
  const name = typeof dagId === 'string' ? dagId : 'without an id'
  if (__version !== VERSION) {
    throw new UnreadableSerializedDag(name, `its version is ${__version ?? 'missing'}, expected ${VERSION}`)
  }
  if (typeof dagId !== 'string' || !Array.isArray(tasks)) {
    throw new UnreadableSerializedDag(name, 'it has no "_dag_id" or no list of "tasks"')
  }
  return dag as JsonObject
}

function taskIdOf(task: JsonObject): string {
  const operator = (task['__type'] === 'operator' ? task['__var'] : task) as JsonObject
  return operator['task_id'] as string
}

function inOrder(groups: readonly TaskGroupSpec[], groupIds: readonly string[] | undefined): readonly TaskGroupSpec[] {
  if (groupIds === undefined) return groups
  const place = new Map(groupIds.map((id, index) => [id, index]))
  return groups.toSorted((a, b) => (place.get(a.groupId) ?? 0) - (place.get(b.groupId) ?? 0))
}

function sortedJson(value: JsonValue): string {
  return JSON.stringify(value, (_, each: JsonValue) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
