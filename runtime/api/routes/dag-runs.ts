import {
  DAG_RUN_ORDERS,
  type DagRunFilter,
  findListedDagRun,
  type ListedDagRun,
  listDagRuns,
} from '../../db/dag-run-list.ts'
import type { DagRunState } from '../../model/states.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../input/paging.ts'
import { RANGE_FIELDS, rangesOf, unlessAll } from '../input/range-fields.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type ServerParts } from '../route.ts'
import { DAG_RUN_SHAPE, DAG_RUNS_SHAPE, dagRunView } from '../views/dag-run.ts'
import { pickFields } from '../views/pick-fields.ts'
import { collection, partial } from '../views/shape.ts'

const STATES_FIELD = { type: 'array', items: { type: 'string' }, description: 'Runs in any of these states.' } as const
const FIELDS_FIELD = {
  type: 'array',
  items: { type: 'string' },
  description: 'Only these fields of each run.',
} as const

export const dagRunRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/dags/{dag_id}/dagRuns',
    operationId: 'get_dag_runs',
    summary: 'List the runs of a DAG, or of all DAGs (~)',
    tag: 'DAGRun',
    access: ['can_read', 'DAG Runs'],
    query: { ...PAGE_FIELDS, ...RANGE_FIELDS, state: STATES_FIELD, order_by: ORDER_FIELD, fields: FIELDS_FIELD },
    answer: collection('dag_runs', partial(DAG_RUN_SHAPE)),
    handle: ({ parts, params, query, rights }) =>
      answerList(
        parts,
        {
          dagIds: rights.readableDagIds(unlessAll(params.dag_id)),
          states: query.state as DagRunState[] | undefined,
          ...rangesOf(query),
        },
        query,
      ),
  }),
  route({
    method: 'POST',
    path: '/dags/~/dagRuns/list',
    operationId: 'get_dag_runs_batch',
    summary: 'List runs of many DAGs',
    tag: 'DAGRun',
    access: ['can_read', 'DAG Runs'],
    body: {
      properties: {
        ...RANGE_FIELDS,
        order_by: ORDER_FIELD,
        page_offset: PAGE_FIELDS.offset,
        page_limit: PAGE_FIELDS.limit,
        dag_ids: { type: 'array', items: { type: 'string' } },
        states: STATES_FIELD,
      },
    },
    answer: DAG_RUNS_SHAPE,
    handle: ({ parts, body, rights }) =>
      answerList(
        parts,
        {
          dagIds: rights.readableDagIds(body.dag_ids),
          states: body.states as DagRunState[] | undefined,
          ...rangesOf(body),
        },
        { limit: body.page_limit, offset: body.page_offset, order_by: body.order_by, fields: undefined },
      ),
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}',
    operationId: 'get_dag_run',
    summary: 'One run',
    tag: 'DAGRun',
    access: ['can_read', 'DAG Runs'],
    query: { fields: FIELDS_FIELD },
    answer: partial(DAG_RUN_SHAPE),
    handle: async ({ parts, params, query }) => {
      const run = await findListedDagRun(parts.database.kysely, { dagId: params.dag_id, runId: params.dag_run_id })
      if (run === null)
        throw notFound(
          'DAGRun not found',
          `DAGRun with DAG ID: '${params.dag_id}' and DagRun ID: '${params.dag_run_id}' not found`,
        )
      return pickFields(dagRunView(run), query.fields)
    },
  }),
]

/** For routes that change a run. @throws Problem 404 */
export async function requireRun(
  parts: ServerParts,
  { dag_id: dagId, dag_run_id: runId }: { readonly dag_id: string; readonly dag_run_id: string },
): Promise<ListedDagRun> {
  const run = await findListedDagRun(parts.database.kysely, { dagId, runId })
  if (run === null) throw notFound(`Dag Run id ${runId} not found in dag ${dagId}`)
  return run
}

interface ListQuery {
  readonly limit: number
  readonly offset: number
  readonly order_by: string | undefined
  readonly fields: readonly string[] | undefined
}

async function answerList(parts: ServerParts, filter: DagRunFilter, query: ListQuery) {
  const order = orderOf(query.order_by, {
    allowed: DAG_RUN_ORDERS.filter(column => column !== 'run_id'),
    fallback: 'id',
    aliases: { dag_run_id: 'run_id' },
  })
  const list = await listDagRuns(parts.database.kysely, filter, { order, page: pageOf(parts.config, query) })
  return { dag_runs: list.rows.map(run => pickFields(dagRunView(run), query.fields)), total_entries: list.total }
}
