import { findDagCode } from '../../db/dag-code.ts'
import { listDagStats } from '../../db/dag-stats.ts'
import { listDagWarnings } from '../../db/dag-warning.ts'
import { requestParsing } from '../../db/parsing-request.ts'
import { canReadFile, readableErrors } from '../auth/readable-file.ts'
import { change } from '../change.ts'
import { fileTokens } from '../file-tokens.ts'
import { prefersText } from '../input/accept.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../input/paging.ts'
import { badRequest, notFound, Problem } from '../problem.ts'
import { type Route, route } from '../route.ts'
import { DAG_STATS_SHAPE } from '../views/dag-run.ts'
import { DAG_WARNINGS_SHAPE, dagWarningView } from '../views/dag-warning.ts'
import { IMPORT_ERROR_SHAPE, IMPORT_ERRORS_SHAPE, importErrorView } from '../views/import-error.ts'
import { inOrder, pageOfRows } from '../views/rows.ts'
import { object, TEXT } from '../views/shape.ts'

export const operationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/importErrors',
    operationId: 'get_import_errors',
    summary: 'List the DAG files that do not load',
    tag: 'ImportError',
    access: ['can_read', 'ImportError'],
    query: { ...PAGE_FIELDS, order_by: ORDER_FIELD },
    answer: IMPORT_ERRORS_SHAPE,
    handle: async ({ parts, query, rights }) => {
      const allowed = ['import_error_id', 'timestamp', 'filename'] as const
      const order = orderOf(query.order_by, { allowed, fallback: 'import_error_id' })
      const errors = (await readableErrors(parts.database.kysely, rights.readableDagIds())).map(importErrorView)
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
    access: ['can_read', 'ImportError'],
    answer: IMPORT_ERROR_SHAPE,
    handle: async ({ parts, params, rights }) => {
      const errors = await readableErrors(parts.database.kysely, rights.readableDagIds())
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
    access: ['can_read', 'DAG Runs'],
    query: { dag_ids: { type: 'array', items: { type: 'string' } } },
    answer: DAG_STATS_SHAPE,
    handle: async ({ parts, query, rights }) => {
      if (query.dag_ids === undefined) throw badRequest("Missing query parameter 'dag_ids'")
      const dagIds = rights.readableDagIds(query.dag_ids) as readonly string[]
      const stats = await listDagStats(parts.database.kysely, dagIds)
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
    access: ['can_read', 'DAG Code'],
    answer: object({ content: TEXT }),
    handle: async ({ parts, params, request, reply, rights }) => {
      const fileloc = fileTokens(parts.config).read(params.file_token)
      if (fileloc !== null && !(await canReadFile(parts.database.kysely, rights.readableDagIds(), fileloc)))
        throw new Problem(403)
      const content = fileloc === null ? null : await findDagCode(parts.database.kysely, fileloc)
      if (content === null) throw notFound('Dag source not found')
      if (!prefersText(request.headers.accept)) return { content }
      reply.type('text/plain; charset=utf-8')
      return content
    },
  }),
  route({
    method: 'PUT',
    path: '/parseDagFile/{file_token}',
    operationId: 'reparse_dag_file',
    summary: 'Have a DAG file read again, changed or not',
    tag: 'DAG',
    access: ['can_edit', 'DAGs'],
    handle: async call => {
      const fileloc = fileTokens(call.parts.config).read(call.params.file_token)
      const isKnown = fileloc !== null && (await findDagCode(call.parts.database.kysely, fileloc)) !== null
      if (!isKnown) throw notFound('File not found')
      await change(call, {}, async db => {
        await requestParsing(db, fileloc)
        return { result: null, wake: [], after: { fileloc } }
      })
      call.reply.code(201)
      return ''
    },
  }),
  route({
    method: 'GET',
    path: '/dagWarnings',
    operationId: 'get_dag_warnings',
    summary: 'What is odd about DAGs',
    tag: 'DagWarning',
    access: ['can_read', 'DAG Warnings'],
    query: {
      ...PAGE_FIELDS,
      order_by: ORDER_FIELD,
      dag_id: { type: 'string' },
      warning_type: { type: 'string', enum: ['dataset conflict', 'non-existent pool'] },
    },
    answer: DAG_WARNINGS_SHAPE,
    handle: async ({ parts, query, rights }) => {
      const readable = rights.readableDagIds()
      const allowed = ['dag_id', 'warning_type', 'message', 'timestamp'] as const
      const order = orderOf(query.order_by, { allowed, fallback: 'timestamp' })
      const warnings = (await listDagWarnings(parts.database.kysely))
        .filter(({ dagId }) => readable === undefined || readable.includes(dagId))
        .filter(({ dagId }) => query.dag_id === undefined || query.dag_id === dagId)
        .filter(({ warningType }) => query.warning_type === undefined || query.warning_type === warningType)
        .map(dagWarningView)
      const rows = pageOfRows(inOrder(warnings, order), pageOf(parts.config, query))
      return { dag_warnings: rows, total_entries: warnings.length }
    },
  }),
]
