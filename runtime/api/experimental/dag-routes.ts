import { countDagRecords } from '../../db/count-dag-records.ts'
import { findDagModel, setPaused } from '../../db/dag.ts'
import { findDagCode } from '../../db/dag-code.ts'
import { deleteDag } from '../../db/delete-dag.ts'
import type { Db } from '../../db/tables.ts'
import { change } from '../change.ts'
import { badRequest, notFound } from '../problem.ts'
import { type Route, route } from '../route.ts'
import { refuseRunning } from '../routes/dags.ts'
import { requireTaskSpec } from '../routes/tasks.ts'
import { taskView } from '../views/task.ts'
import { stringified } from './stringified.ts'

const TAG = 'Experimental'

export const dagRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/test',
    operationId: 'experimental_test',
    summary: 'Whether the API is there',
    tag: TAG,
    access: 'read',
    handle: async () => ({ status: 'OK' }),
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/code',
    operationId: 'experimental_get_code',
    summary: 'The source of a DAG file',
    tag: TAG,
    access: ['can_read', 'DAG Code'],
    handle: async ({ parts: { database }, params, reply }) => {
      const { fileloc } = await requireDag(database.kysely, params.dag_id)
      const code = await findDagCode(database.kysely, fileloc)
      if (code === null) throw notFound('Not Found', `The source of ${params.dag_id} is not in the database yet`)
      reply.type('text/plain; charset=utf-8')
      return code
    },
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/tasks/{task_id}',
    operationId: 'experimental_get_task',
    summary: 'The fields of a task, as text',
    tag: TAG,
    access: ['can_read', 'Task Instances'],
    handle: async ({ parts, params }) => {
      await requireDag(parts.database.kysely, params.dag_id)
      return stringified(taskView(await requireTaskSpec(parts, params)))
    },
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/paused',
    operationId: 'experimental_is_paused',
    summary: 'Whether a DAG is paused',
    tag: TAG,
    access: ['can_read', 'DAGs'],
    handle: async ({ parts, params }) => ({
      is_paused: (await requireDag(parts.database.kysely, params.dag_id)).isPaused,
    }),
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/paused/{paused}',
    operationId: 'experimental_set_paused',
    summary: 'Pause a DAG (true) or go on with it (false)',
    tag: TAG,
    access: ['can_edit', 'DAGs'],
    handle: async call => {
      const { dag_id: dagId, paused } = call.params
      if (paused !== 'true' && paused !== 'false') throw badRequest(`${paused} is neither true nor false`)
      return change(call, { dagId }, async db => {
        const before = await requireDag(db, dagId)
        await setPaused(db, dagId, paused === 'true')
        const after = { is_paused: paused === 'true' }
        const wake = [{ type: 'dag', dagId }] as const
        return { result: { response: 'ok' }, wake, before: { is_paused: before.isPaused }, after }
      })
    },
  }),
  route({
    method: 'DELETE',
    path: '/dags/{dag_id}',
    operationId: 'experimental_delete_dag',
    summary: 'Delete a DAG with its history',
    tag: TAG,
    access: ['can_delete', 'DAGs'],
    handle: call => {
      const dagId = call.params.dag_id
      return change(call, { dagId }, async db => {
        await requireDag(db, dagId)
        const count = await countDagRecords(db, dagId)
        await deleteDag(db, dagId).catch(refuseRunning)
        const result = { message: `Removed ${count} record(s)`, count }
        return { result, wake: [{ type: 'dag', dagId }], before: { dag_id: dagId }, after: null }
      })
    },
  }),
]

/** @throws Problem 404 in the words of Airflow 1.10 */
export async function requireDag(db: Db, dagId: string) {
  const dag = await findDagModel(db, dagId)
  if (dag === null) throw notFound('Not Found', `Dag id ${dagId} not found`)
  return dag
}
