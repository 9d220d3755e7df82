import { findListedXCom, listXComPage } from '../../db/xcom-list.ts'
import { PAGE_FIELDS, pageOf } from '../input/paging.ts'
import { unlessAll } from '../input/range-fields.ts'
import { badRequest, notFound } from '../problem.ts'
import { type Route, route } from '../route.ts'
import { pythonStr } from '../views/python-text.ts'
import { XCOM_SHAPE, XCOMS_SHAPE, xcomView } from '../views/xcom.ts'

const PATH = '/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries'

export const xcomRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: PATH,
    operationId: 'get_xcom_entries',
    summary: 'List the XComs of a task instance; ~ stands for all DAGs, runs or tasks',
    tag: 'XCom',
    access: ['can_read', 'XComs'],
    query: { ...PAGE_FIELDS, map_index: { type: 'integer' }, xcom_key: { type: 'string' } },
    answer: XCOMS_SHAPE,
    handle: async ({ parts, params, query, rights }) => {
      const filter = {
        dagIds: rights.readableDagIds(unlessAll(params.dag_id)),
        runIds: unlessAll(params.dag_run_id),
        taskIds: unlessAll(params.task_id),
        mapIndexes: query.map_index === undefined ? undefined : [query.map_index],
        keys: query.xcom_key === undefined ? undefined : [query.xcom_key],
      }
      const list = await listXComPage(parts.database.kysely, filter, pageOf(parts.config, query))
      return { xcom_entries: list.rows.map(xcomView), total_entries: list.total }
    },
  }),
  route({
    method: 'GET',
    path: `${PATH}/{xcom_key}`,
    operationId: 'get_xcom_entry',
    summary: 'One XCom with its value',
    tag: 'XCom',
    access: ['can_read', 'XComs'],
    query: {
      map_index: { type: 'integer', default: -1 },
      deserialize: { type: 'boolean', default: false },
      stringify: { type: 'boolean', default: true, description: 'The value as Python prints it, instead of as JSON.' },
    },
    answer: XCOM_SHAPE,
    handle: async ({ parts, params, query }) => {
      if (query.deserialize) throw badRequest('XCom deserialization is disabled in configuration.')
      const xcom = await findListedXCom(parts.database.kysely, {
        dagId: params.dag_id,
        runId: params.dag_run_id,
        taskId: params.task_id,
        mapIndex: query.map_index,
        key: params.xcom_key,
      })
      if (xcom === null) throw notFound('XCom entry not found')
      return { ...xcomView(xcom), value: query.stringify ? pythonStr(xcom.value) : xcom.value }
    },
  }),
]
