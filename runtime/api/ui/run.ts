import { countTaskStates } from '../../db/dag-overview.ts'
import { findNextRun, findPreviousRun } from '../../db/dag-run.ts'
import { type DatasetEvent, listEventsOfRun } from '../../db/dataset-event.ts'
import { listDagHashes } from '../../db/serialized-dag.ts'
import type { Db } from '../../db/tables.ts'
import type { DagRun } from '../../model/keys.ts'
import { type Route, route } from '../route.ts'
import { requireRun } from '../routes/dag-runs.ts'
import type { RunDatasetEvent, RunNeighbours, RunPanel } from './contract/run.ts'

export const runPanelRoute: Route = route({
  method: 'GET',
  path: '/ui/dags/{dag_id}/runs/{dag_run_id}',
  operationId: 'ui_run',
  summary: 'A run with all that is known of it',
  tag: 'Pages',
  access: ['can_read', 'DAG Runs'],
  handle: async ({ parts, params }): Promise<RunPanel> => {
    const db = parts.database.kysely
    const run = await requireRun(parts, params)
    const hash = (await listDagHashes(db, [run.dagId])).get(run.dagId)
    return {
      dagId: run.dagId,
      runId: run.runId,
      state: run.state,
      runType: run.runType,
      isExternalTrigger: run.externalTrigger,
      logicalDateMs: run.logicalDateMs,
      intervalStartMs: run.dataIntervalStartMs,
      intervalEndMs: run.dataIntervalEndMs,
      queuedMs: run.queuedAtMs,
      startMs: run.startDateMs,
      endMs: run.endDateMs,
      lastDecisionMs: run.lastSchedulingDecisionMs,
      conf: run.conf,
      note: run.note,
      hash: run.dagHash,
      isOfCurrentDag: run.dagHash === null || run.dagHash === hash,
      tasks: await taskCounts(db, run),
      datasetEvents: (await listEventsOfRun(db, run.id)).map(eventOf),
      neighbours: await neighboursOf(db, run),
    }
  },
})

export async function neighboursOf(db: Db, run: DagRun): Promise<RunNeighbours> {
  const [previous, next] = [await findPreviousRun(db, run, false), await findNextRun(db, run, false)]
  return { previousRunId: previous?.runId ?? null, nextRunId: next?.runId ?? null }
}

const taskCounts = async (db: Db, run: DagRun): Promise<RunPanel['tasks']> =>
  Object.fromEntries((await countTaskStates(db, [run])).map(({ state, count }) => [state ?? 'none', count]))

const eventOf = ({ id, uri, timestampMs, sourceDagId, sourceRunId, sourceTaskId }: DatasetEvent): RunDatasetEvent => ({
  id,
  uri,
  atMs: timestampMs,
  sourceDagId,
  sourceRunId,
  sourceTaskId,
})
