import { setPaused } from '../../db/dag.ts'
import { DAG_ORDERS, findListedDag, type ListedDag, listDags, setPausedOfMany } from '../../db/dag-list.ts'
import { DagStillRunning, deleteDag } from '../../db/delete-dag.ts'
import { getSerializedDag } from '../../db/serialized-dag.ts'
import { change } from '../change.ts'
import { fileTokens } from '../file-tokens.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../input/paging.ts'
import { badRequest, notFound, Problem } from '../problem.ts'
import { type Route, route, type ServerParts } from '../route.ts'
import { DAG_DETAIL_SHAPE, DAG_SHAPE, DAGS_SHAPE, dagDetailView, dagView } from '../views/dag.ts'
import { pickFields } from '../views/pick-fields.ts'
import { partial } from '../views/shape.ts'

const FIELDS_FIELD = {
  type: 'array',
  items: { type: 'string' },
  description: 'Only these fields of each DAG.',
} as const
const MASK_FIELD = { type: 'array', items: { type: 'string' }, description: 'The fields to change.' } as const
const FILTER_FIELDS = {
  tags: { type: 'array', items: { type: 'string' }, description: 'DAGs with any of these tags.' },
  only_active: { type: 'boolean', default: true, description: 'Leave out DAGs whose file is gone.' },
  dag_id_pattern: { type: 'string', description: 'Part of the DAG id.' },
} as const
const PAUSE_BODY = { properties: { is_paused: { type: 'boolean' } }, required: ['is_paused'] } as const

export const dagRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/dags',
    operationId: 'get_dags',
    summary: 'List DAGs',
    tag: 'DAG',
    access: ['can_read', 'DAGs'],
    query: {
      ...PAGE_FIELDS,
      ...FILTER_FIELDS,
      order_by: ORDER_FIELD,
      paused: { type: 'boolean', description: 'Only paused DAGs, or only others.' },
      fields: FIELDS_FIELD,
    },
    answer: DAGS_SHAPE,
    handle: async ({ parts, query, rights }) => {
      const filter = { ...filterOf(query), isPaused: query.paused, dagIds: rights.readableDagIds() }
      const order = orderOf(query.order_by, { allowed: DAG_ORDERS, fallback: 'dag_id' })
      const list = await listDags(parts.database.kysely, filter, { order, page: pageOf(parts.config, query) })
      const tokens = fileTokens(parts.config)
      return {
        dags: list.rows.map(dag => pickFields(dagView(dag, tokens), query.fields)),
        total_entries: list.total,
      }
    },
  }),
  route({
    method: 'PATCH',
    path: '/dags',
    operationId: 'patch_dags',
    summary: 'Pause or unpause many DAGs',
    tag: 'DAG',
    access: ['can_edit', 'DAGs'],
    query: {
      ...PAGE_FIELDS,
      ...FILTER_FIELDS,
      dag_id_pattern: { type: 'string', description: 'Part of the DAG id; ~ for all DAGs.' },
      update_mask: MASK_FIELD,
    },
    body: PAUSE_BODY,
    answer: DAGS_SHAPE,
    handle: async call => {
      const { parts, query, body } = call
      refuseOtherFields(query.update_mask)
      if (query.dag_id_pattern === undefined) throw badRequest("Missing query parameter 'dag_id_pattern'")
      const filter = filterOf({ ...query, dag_id_pattern: query.dag_id_pattern.replace(/^~$/, '%') })
      await change(call, {}, async db => {
        const before = await setPausedOfMany(db, filter, body.is_paused)
        const wake = Object.keys(before).map(dagId => ({ type: 'dag', dagId }) as const)
        return { result: null, wake, before, after: { is_paused: body.is_paused } }
      })
      const order = orderOf(undefined, { allowed: DAG_ORDERS, fallback: 'dag_id' })
      const list = await listDags(parts.database.kysely, filter, { order, page: pageOf(parts.config, query) })
      const tokens = fileTokens(parts.config)
      return { dags: list.rows.map(dag => dagView(dag, tokens)), total_entries: list.total }
    },
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}',
    operationId: 'get_dag',
    summary: 'One DAG',
    tag: 'DAG',
    access: ['can_read', 'DAGs'],
    query: { fields: FIELDS_FIELD },
    answer: partial(DAG_SHAPE),
    handle: async ({ parts, params, query }) =>
      pickFields(dagView(await requireDag(parts, params.dag_id), fileTokens(parts.config)), query.fields),
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/details',
    operationId: 'get_dag_details',
    summary: 'One DAG with what its file says',
    tag: 'DAG',
    access: ['can_read', 'DAGs'],
    query: { fields: FIELDS_FIELD },
    answer: partial(DAG_DETAIL_SHAPE),
    handle: async ({ parts, params, query }) => {
      const dag = await requireDag(parts, params.dag_id)
      const { spec } = await getSerializedDag(parts.database.kysely, params.dag_id)
      return pickFields(dagDetailView(dag, spec, fileTokens(parts.config)), query.fields)
    },
  }),
  route({
    method: 'PATCH',
    path: '/dags/{dag_id}',
    operationId: 'patch_dag',
    summary: 'Pause or unpause a DAG',
    tag: 'DAG',
    access: ['can_edit', 'DAGs'],
    query: { update_mask: MASK_FIELD },
    body: PAUSE_BODY,
    answer: DAG_SHAPE,
    handle: async call => {
      const dagId = call.params.dag_id
      refuseOtherFields(call.query.update_mask)
      await change(call, { dagId }, async db => {
        const before = await findListedDag(db, dagId)
        if (before === null || !(await setPaused(db, dagId, call.body.is_paused)))
          throw notFound(`Dag with id: '${dagId}' not found`)
        const after = { is_paused: call.body.is_paused }
        return { result: null, wake: [{ type: 'dag', dagId }], before: { is_paused: before.isPaused }, after }
      })
      return dagView(await requireDag(call.parts, dagId), fileTokens(call.parts.config))
    },
  }),
  route({
    method: 'DELETE',
    path: '/dags/{dag_id}',
    operationId: 'delete_dag',
    summary: 'Delete a DAG with its history',
    tag: 'DAG',
    access: ['can_delete', 'DAGs'],
    handle: async call => {
      const dagId = call.params.dag_id
      return change(call, { dagId }, async db => {
        if (!(await deleteDag(db, dagId).catch(refuseRunning))) throw notFound(`Dag with id: '${dagId}' not found`)
        return { result: null, wake: [{ type: 'dag', dagId }], before: { dag_id: dagId }, after: null }
      })
    },
  }),
]

const filterOf = (query: {
  readonly tags: readonly string[] | undefined
  readonly only_active: boolean
  readonly dag_id_pattern: string | undefined
}) => ({ tags: query.tags, onlyActive: query.only_active, idPattern: query.dag_id_pattern })

async function requireDag(parts: ServerParts, dagId: string): Promise<ListedDag> {
  const dag = await findListedDag(parts.database.kysely, dagId)
  if (dag === null) throw notFound('DAG not found', `The DAG with dag_id: ${dagId} was not found`)
  return dag
}

function refuseOtherFields(mask: readonly string[] | undefined): void {
  if (mask !== undefined && mask.join() !== 'is_paused')
    throw badRequest('Only `is_paused` field can be updated through the REST API')
}

/** What deleteDag refuses. @throws Problem 409, or the error itself */
export function refuseRunning(error: unknown): never {
  if (error instanceof DagStillRunning) throw new Problem(409, { detail: error.message }, { cause: error })
  throw error
}
