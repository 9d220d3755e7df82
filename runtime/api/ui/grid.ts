import { listLastRuns, type RunSummary } from '../../db/dag-overview.ts'
import { listNotePlaces, type NotePlaces } from '../../db/note-list.ts'
import { listDagHashes } from '../../db/serialized-dag.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type ServerParts } from '../route.ts'
import type { DagGrid, NotedRun } from './contract/dag.ts'
import { gridRun } from './grid-run.ts'
import { besideEachOther } from './grid-states.ts'
import type { KnownRuns } from './known-runs.ts'
import type { SharedAnswers } from './live/shared-answers.ts'

/** Airflow's grid shows no more. */
export const MOST_RUNS = 365

export const gridRoute = (knownRuns: KnownRuns, shared: SharedAnswers): Route =>
  route({
    method: 'GET',
    path: '/ui/dags/{dag_id}/grid',
    operationId: 'ui_grid',
    summary: 'The states of all tasks in the last runs of a DAG',
    tag: 'Pages',
    access: ['can_read', 'Task Instances'],
    query: { runs: { type: 'integer', default: 25, minimum: 1 } },
    handle: async ({ parts, params, query }): Promise<DagGrid> => {
      const most = Math.min(query.runs, MOST_RUNS)
      const db = parts.database.kysely
      return shared.of(db, ['grid', params.dag_id, most], () =>
        gridOf(parts, knownRuns, { dagId: params.dag_id, most }),
      )
    },
  })

async function gridOf(
  { database, clock }: ServerParts,
  knownRuns: KnownRuns,
  { dagId, most }: { readonly dagId: string; readonly most: number },
): Promise<DagGrid> {
  const db = database.kysely
  const hash = (await listDagHashes(db, [dagId])).get(dagId)
  if (hash === undefined) throw notFound('DAG not found', `There is no DAG "${dagId}"`)
  const runs = (await listLastRuns(db, [dagId], most)).reverse()
  const states = await knownRuns.statesOf(db, runs, clock())
  const notes = await listNotePlaces(
    db,
    dagId,
    runs.map(run => run.runId),
  )
  return { hash, runs: runs.map(run => notedRun(run, notes)), ...besideEachOther(states) }
}

const notedRun = (run: RunSummary, notes: NotePlaces): NotedRun => ({
  ...gridRun(run),
  hasNote: notes.runIds.has(run.runId),
  notedTaskIds: notes.taskIds.get(run.runId) ?? [],
})
