import { countAuditEvents, listAuditEvents } from '../../db/audit-log.ts'
import { findDagCode } from '../../db/dag-code.ts'
import { listDagStats } from '../../db/dag-stats.ts'
import { listImportErrors } from '../../db/import-error.ts'
import { listPoolUsage } from '../../db/pool.ts'
import { fileTokens } from '../file-tokens.ts'
import { prefersText } from '../input/accept.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../input/paging.ts'
import { badRequest, notFound } from '../problem.ts'
import { type Route, route } from '../route.ts'
import { eventLogView, importErrorView, poolView } from '../views/operations.ts'
import { inOrder, pageOfRows } from '../views/rows.ts'

export const operationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/importErrors',
    operationId: 'get_import_errors',
    summary: 'List the DAG files that do not load',
    tag: 'ImportError',
    access: 'read',
    query: { ...PAGE_FIELDS, order_by: ORDER_FIELD },
    handle: async ({ parts, query }) => {
      const allowed = ['import_error_id', 'timestamp', 'filename'] as const
      const order = orderOf(query.order_by, { allowed, fallback: 'import_error_id' })
      const errors = (await listImportErrors(parts.database.kysely)).map(importErrorView)
      const page = pageOf(parts.config, query)
      return { import_errors: pageOfRows(inOrder(errors, order), page), total_entries: errors.length }
    },
  }),
  route({
    method: 'GET',
    path: '/importErrors/{import_error_id}',
    operationId: 'get_import_error',
    summary: 'One DAG file that does not load',
    tag: 'ImportError',
    access: 'read',
    handle: async ({ parts, params }) => {
      const errors = await listImportErrors(parts.database.kysely)
      const error = errors.find(candidate => String(candidate.id) === params.import_error_id)
      if (error === undefined)
        throw notFound(
          'Import error not found',
          `The ImportError with import_error_id: \`${params.import_error_id}\` was not found`,
        )
      return importErrorView(error)
    },
  }),
  route({
    method: 'GET',
    path: '/dagStats',
    operationId: 'get_dag_stats',
    summary: 'How many runs of some DAGs are in which state',
    tag: 'DagStats',
    access: 'read',
    query: { dag_ids: { type: 'array', items: { type: 'string' } } },
    handle: async ({ parts, query }) => {
      if (query.dag_ids === undefined) throw badRequest("Missing query parameter 'dag_ids'")
      const stats = await listDagStats(parts.database.kysely, query.dag_ids)
      const dags = stats.map(({ dagId, runs }) => ({
        dag_id: dagId,
        stats: [...runs].map(([state, count]) => ({ state, count })),
      }))
      return { dags, total_entries: dags.length }
    },
  }),
  route({
    method: 'GET',
    path: '/dagSources/{file_token}',
    operationId: 'get_dag_source',
    summary: 'The source of a DAG file: JSON, or plain text',
    tag: 'DAG',
    access: 'read',
    handle: async ({ parts, params, request, reply }) => {
      const fileloc = fileTokens(parts.config).read(params.file_token)
      const content = fileloc === null ? null : await findDagCode(parts.database.kysely, fileloc)
      if (content === null) throw notFound('Dag source not found')
      if (!prefersText(request.headers.accept)) return { content }
      reply.type('text/plain; charset=utf-8')
      return content
    },
  }),
  route({
    method: 'GET',
    path: '/pools',
    operationId: 'get_pools',
    summary: 'List pools and what holds their slots',
    tag: 'Pool',
    access: 'read',
    query: { ...PAGE_FIELDS, order_by: ORDER_FIELD },
    handle: async ({ parts, query }) => {
      const order = orderOf(query.order_by, { allowed: ['id', 'name', 'slots'] as const, fallback: 'name' })
      const pools = (await listPoolUsage(parts.database.kysely)).map(poolView)
      const page = pageOf(parts.config, query)
      const column = order.column === 'id' ? 'name' : order.column
      return { pools: pageOfRows(inOrder(pools, { ...order, column }), page), total_entries: pools.length }
    },
  }),
  route({
    method: 'GET',
    path: '/pools/{pool_name}',
    operationId: 'get_pool',
    summary: 'One pool',
    tag: 'Pool',
    access: 'read',
    handle: async ({ parts, params }) => {
      const pools = await listPoolUsage(parts.database.kysely)
      const pool = pools.find(candidate => candidate.name === params.pool_name)
      if (pool === undefined) throw notFound('Not Found', `Pool with name:'${params.pool_name}' not found`)
      return poolView(pool)
    },
  }),
  route({
    method: 'GET',
    path: '/eventLogs',
    operationId: 'get_event_logs',
    summary: 'List who did what, the newest first',
    tag: 'EventLog',
    access: 'operate',
    query: {
      ...PAGE_FIELDS,
      dag_id: { type: 'string' },
      task_id: { type: 'string' },
      run_id: { type: 'string' },
      event: { type: 'string' },
      owner: { type: 'string' },
    },
    handle: async ({ parts, query }) => {
      const { database, config } = parts
      const filter = {
        ...given('dagId', query.dag_id),
        ...given('taskId', query.task_id),
        ...given('runId', query.run_id),
        ...given('event', query.event),
        ...given('owner', query.owner),
        ...pageOf(config, query),
      }
      const events = await listAuditEvents(database.kysely, filter)
      return { event_logs: events.map(eventLogView), total_entries: await countAuditEvents(database.kysely, filter) }
    },
  }),
]

const given = <K extends string>(name: K, value: string | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: string }
