import { type ListedDag, listDags } from '../../db/dag-list.ts'
import { countTaskStates, listDagLabels, listLastRuns, type RunSummary } from '../../db/dag-overview.ts'
import type { Db } from '../../db/tables.ts'
import { orderOf, PAGE_FIELDS, pageOf } from '../input/paging.ts'
import { type Route, route } from '../route.ts'
import type { DagLine, DagList, RunBar } from './contract/dag-list.ts'
import { dagCounts } from './dag-counts.ts'
import type { SharedAnswers } from './live/shared-answers.ts'
import { scheduleText } from './schedule-text.ts'

/** Bars of one line. */
const MOST_RUNS = 16

export const dagListRoute = (shared: SharedAnswers): Route =>
  route({
    method: 'GET',
    path: '/ui/dags',
    operationId: 'ui_dags',
    summary: 'A page of the DAG list, with the last runs of each DAG',
    tag: 'Pages',
    access: ['can_read', 'DAGs'],
    query: {
      ...PAGE_FIELDS,
      search: { type: 'string' },
      tags: { type: 'array', items: { type: 'string' } },
      owner: { type: 'string' },
      paused: { type: 'boolean' },
      runs: { type: 'string', enum: ['running', 'failed'] },
      order_by: { type: 'string', default: 'dag_id' },
    },
    handle: async ({ parts, query, rights }): Promise<DagList> => {
      const db = parts.database.kysely
      const dagIds = rights.readableDagIds()
      const filter = {
        onlyActive: true,
        dagIds,
        idPattern: query.search,
        tags: query.tags,
        owner: query.owner,
        isPaused: query.paused,
        runs: query.runs,
      }
      const order = orderOf(query.order_by, { allowed: ['dag_id', 'next_dagrun', 'is_paused'], fallback: 'dag_id' })
      const page = pageOf(parts.config, query)
      return shared.of(db, ['dags', filter, order, page], async () => {
        const list = await listDags(db, filter, { order, page })
        return {
          dags: await linesOf(db, list.rows),
          total: list.total,
          counts: await dagCounts(db, dagIds),
          ...(await listDagLabels(db, dagIds)),
        }
      })
    },
  })

async function linesOf(db: Db, dags: readonly ListedDag[]): Promise<DagLine[]> {
  const dagIds = dags.map(dag => dag.dagId)
  const runs = Map.groupBy(await listLastRuns(db, dagIds, MOST_RUNS), run => run.dagId)
  const newest = [...runs.values()].map(ofDag => ofDag[0] as RunSummary)
  const states = Map.groupBy(await countTaskStates(db, newest), counted => counted.dagId)
  return dags.map(dag => ({
    dagId: dag.dagId,
    displayName: dag.dagDisplayName,
    description: dag.description,
    owners: dag.owners,
    tags: dag.tags,
    isPaused: dag.isPaused,
    hasImportErrors: dag.hasImportErrors,
    schedule: scheduleText(dag.scheduleInterval),
    nextRunMs: dag.next.createAfterMs,
    runs: (runs.get(dag.dagId) ?? []).map(barOf).reverse(),
    tasks: Object.fromEntries((states.get(dag.dagId) ?? []).map(({ state, count }) => [state ?? 'none', count])),
  }))
}

const barOf = ({ runId, state, logicalDateMs, startDateMs, endDateMs }: RunSummary): RunBar => ({
  runId,
  state,
  logicalDateMs,
  startMs: startDateMs,
  endMs: endDateMs,
})
