import { findDagModel } from '../../db/dag.ts'
import { findDagCode } from '../../db/dag-code.ts'
import { findListedDag } from '../../db/dag-list.ts'
import { listGridStates, listLastRuns } from '../../db/dag-overview.ts'
import { findSerializedDag, listDagHashes } from '../../db/serialized-dag.ts'
import { type DagGraph, dagGraph, type TaskSpec } from '../../model/dag.ts'
import { canReadFile } from '../auth/readable-file.ts'
import { notFound, Problem } from '../problem.ts'
import { type Route, route } from '../route.ts'
import type { DagCode, DagGrid, DagPage, TaskNode } from './contract/dag.ts'
import { gridRun } from './grid-run.ts'
import { packStates } from './grid-states.ts'
import { scheduleText } from './schedule-text.ts'

export const dagPageRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/ui/dags/{dag_id}',
    operationId: 'ui_dag',
    summary: 'A DAG with its structure',
    tag: 'Pages',
    access: ['can_read', 'DAGs'],
    handle: async ({ parts, params }): Promise<DagPage> => {
      const db = parts.database.kysely
      const dag = await findListedDag(db, params.dag_id)
      const stored = await findSerializedDag(db, params.dag_id)
      if (dag === null || stored === null) throw notFound('DAG not found', `There is no DAG "${params.dag_id}"`)
      const { spec, hash } = stored
      return {
        dagId: dag.dagId,
        displayName: dag.dagDisplayName,
        description: dag.description,
        docMd: spec.docMd,
        hash,
        isPaused: dag.isPaused,
        hasImportErrors: dag.hasImportErrors,
        owners: dag.owners,
        tags: dag.tags,
        schedule: scheduleText(dag.scheduleInterval),
        scheduleDescription: dag.timetableDescription,
        timezone: spec.timezone,
        fileloc: dag.fileloc,
        catchup: spec.catchup,
        maxActiveRuns: dag.maxActiveRuns,
        maxActiveTasks: dag.maxActiveTasks,
        startMs: spec.startDateMs,
        nextRunMs: dag.next.createAfterMs,
        lastParsedMs: dag.lastParsedMs,
        params: spec.params,
        tasks: tasksOf(dagGraph(spec)),
        groups: spec.taskGroups.map(({ groupId, parentGroupId, tooltip }) => ({
          groupId,
          label: labelWithin(parentGroupId, groupId),
          parentGroupId,
          tooltip,
        })),
      }
    },
  }),
  route({
    method: 'GET',
    path: '/ui/dags/{dag_id}/code',
    operationId: 'ui_code',
    summary: 'The file of a DAG, as it was last read',
    tag: 'Pages',
    access: ['can_read', 'DAG Code'],
    handle: async ({ parts, params, rights }): Promise<DagCode> => {
      const dag = await findDagModel(parts.database.kysely, params.dag_id)
      const source = dag === null ? null : await findDagCode(parts.database.kysely, dag.fileloc)
      if (dag === null || source === null) throw notFound('DAG not found', `There is no code of "${params.dag_id}"`)
      if (!(await canReadFile(parts.database.kysely, rights, dag.fileloc))) throw new Problem(403)
      return { fileloc: dag.fileloc, source }
    },
  }),
  route({
    method: 'GET',
    path: '/ui/dags/{dag_id}/grid',
    operationId: 'ui_grid',
    summary: 'The states of all tasks in the last runs of a DAG',
    tag: 'Pages',
    access: ['can_read', 'Task Instances'],
    query: { runs: { type: 'integer', default: 25, minimum: 1 } },
    handle: async ({ parts, params, query }): Promise<DagGrid> => {
      const db = parts.database.kysely
      const hash = (await listDagHashes(db, [params.dag_id])).get(params.dag_id)
      if (hash === undefined) throw notFound('DAG not found', `There is no DAG "${params.dag_id}"`)
      const runs = (await listLastRuns(db, [params.dag_id], Math.min(query.runs, MOST_RUNS))).reverse()
      const runIds = runs.map(run => run.runId)
      const rows = await listGridStates(db, params.dag_id, runIds)
      return { hash, runs: runs.map(gridRun), ...packStates(runIds, rows) }
    },
  }),
]

/** Airflow's grid shows no more. */
const MOST_RUNS = 365

/** A task after all its upstream tasks, groups kept together by whoever draws them. */
const tasksOf = ({ order, tasks }: DagGraph): TaskNode[] => order.map(id => taskNode(tasks.get(id) as TaskSpec))

const taskNode = (task: TaskSpec): TaskNode => ({
  taskId: task.taskId,
  label: task.taskDisplayName ?? labelWithin(task.taskGroupId, task.taskId),
  operator: task.operator,
  groupId: task.taskGroupId,
  triggerRule: task.triggerRule,
  downstreamTaskIds: task.downstreamTaskIds,
})

/** Ids carry the prefix of their group, which a picture of the group need not repeat. */
const labelWithin = (groupId: string | null, id: string): string =>
  groupId !== null && id.startsWith(`${groupId}.`) ? id.slice(groupId.length + 1) : id
