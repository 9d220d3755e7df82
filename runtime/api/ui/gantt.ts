import { listRunTries } from '../../db/run-tries.ts'
import { type Route, route } from '../route.ts'
import { requireRun } from '../routes/dag-runs.ts'
import type { DagGantt } from './contract/gantt.ts'
import { gridRun } from './grid-run.ts'

export const ganttRoute: Route = route({
  method: 'GET',
  path: '/ui/dags/{dag_id}/runs/{dag_run_id}/gantt',
  operationId: 'ui_gantt',
  summary: 'When each try of each task of a run was queued and ran',
  tag: 'Pages',
  access: ['can_read', 'Task Instances'],
  handle: async ({ parts, params }): Promise<DagGantt> => {
    const run = await requireRun(parts, params)
    const tries = await listRunTries(parts.database.kysely, run)
    return {
      run: gridRun(run),
      tries: tries.map(({ taskId, mapIndex, tryNumber, state, queuedAtMs, startDateMs, endDateMs }) => ({
        taskId,
        mapIndex,
        tryNumber,
        state: state ?? 'none',
        queuedMs: queuedAtMs,
        startMs: startDateMs,
        endMs: endDateMs,
      })),
    }
  },
})
