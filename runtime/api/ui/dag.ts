import { findDagModel } from '../../db/dag.ts'
import { findDagCode } from '../../db/dag-code.ts'
import { findListedDag } from '../../db/dag-list.ts'
import { canReadFile } from '../auth/readable-file.ts'
import { notFound, Problem } from '../problem.ts'
import { type Route, route } from '../route.ts'
import type { DagCode, DagPage } from './contract/dag.ts'
import { scheduleText } from './schedule-text.ts'
import type { Structures } from './structures.ts'

export const dagPageRoute = (structures: Structures): Route =>
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
      const structure = await structures.find(db, params.dag_id)
      if (dag === null || structure === null) throw notFound('DAG not found', `There is no DAG "${params.dag_id}"`)
      return {
        ...structure,
        dagId: dag.dagId,
        displayName: dag.dagDisplayName,
        description: dag.description,
        isPaused: dag.isPaused,
        hasImportErrors: dag.hasImportErrors,
        owners: dag.owners,
        tags: dag.tags,
        schedule: scheduleText(dag.scheduleInterval),
        scheduleDescription: dag.timetableDescription,
        fileloc: dag.fileloc,
        maxActiveRuns: dag.maxActiveRuns,
        maxActiveTasks: dag.maxActiveTasks,
        nextRunMs: dag.next.createAfterMs,
        lastParsedMs: dag.lastParsedMs,
      }
    },
  })

export const dagCodeRoute: Route = route({
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
    if (!(await canReadFile(parts.database.kysely, rights.readableDagIds(), dag.fileloc))) throw new Problem(403)
    return { fileloc: dag.fileloc, source }
  },
})
