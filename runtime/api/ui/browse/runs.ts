import { DAG_RUN_ORDERS, type ListedDagRun, listDagRuns } from '../../../db/dag-run-list.ts'
import { DAG_RUN_STATES } from '../../../model/states.ts'
import { orderOf, pageOf } from '../../input/paging.ts'
import { type Route, route } from '../../route.ts'
import type { RunLine, RunList } from '../contract/browse.ts'
import { idsOf, LIST_FIELDS, TEXT_FIELD } from './list-fields.ts'

export const runListRoute: Route = route({
  method: 'GET',
  path: '/ui/runs',
  operationId: 'ui_runs',
  summary: 'A page of the runs of all DAGs, or of one',
  tag: 'Pages',
  access: ['can_read', 'DAG Runs'],
  query: {
    ...LIST_FIELDS,
    dag_id: TEXT_FIELD,
    dag: TEXT_FIELD,
    run: TEXT_FIELD,
    state: { type: 'array', items: { type: 'string', enum: DAG_RUN_STATES } },
    type: TEXT_FIELD,
  },
  handle: async ({ parts, query, rights }): Promise<RunList> => {
    const filter = {
      dagIds: rights.readableDagIds(idsOf(query.dag_id)),
      dagText: query.dag,
      runText: query.run,
      text: query.search,
      states: query.state,
      runTypes: idsOf(query.type),
      logicalDate: { fromMs: query.from, toMs: query.to },
    }
    const order = orderOf(query.order_by ?? '-execution_date', { allowed: DAG_RUN_ORDERS, fallback: 'id' })
    const list = await listDagRuns(parts.database.kysely, filter, { order, page: pageOf(parts.config, query) })
    return { runs: list.rows.map(lineOf), total: list.total }
  },
})

const lineOf = (run: ListedDagRun): RunLine => ({
  dagId: run.dagId,
  runId: run.runId,
  state: run.state,
  runType: run.runType,
  logicalDateMs: run.logicalDateMs,
  startMs: run.startDateMs,
  endMs: run.endDateMs,
  note: run.note,
})
