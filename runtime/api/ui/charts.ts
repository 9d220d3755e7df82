import { listRunTimes, listTaskTimes, type RunTimes, type TaskTimes } from '../../db/run-charts.ts'
import { type Route, route } from '../route.ts'
import type { ChartRun, DagCharts } from './contract/charts.ts'
import { STATE_PRIORITY, type StateName } from './contract/dag.ts'
import { MOST_RUNS } from './grid.ts'

export const chartsRoute: Route = route({
  method: 'GET',
  path: '/ui/dags/{dag_id}/charts',
  operationId: 'ui_charts',
  summary: 'Times and tries of the last runs of a DAG, or of one task in them',
  tag: 'Pages',
  access: ['can_read', 'Task Instances'],
  query: { runs: { type: 'integer', default: 25, minimum: 1 }, task: { type: 'string' } },
  handle: async ({ parts, params, query }): Promise<DagCharts> => {
    const db = parts.database.kysely
    const runs = await listRunTimes(db, params.dag_id, Math.min(query.runs, MOST_RUNS))
    const runIds = runs.map(({ runId }) => runId)
    const tasks = await listTaskTimes(db, params.dag_id, { runIds, taskId: query.task })
    const byRun = Map.groupBy(tasks, ({ runId }) => runId)
    const draw = query.task === undefined ? wholeRun : taskOfRun
    return { runs: runs.reverse().flatMap(run => draw(run, byRun.get(run.runId) ?? [])) }
  },
})

const wholeRun = (run: RunTimes, tasks: readonly TaskTimes[]): ChartRun[] => [
  {
    ...placeOf(run),
    state: run.state,
    queuedMs: run.queuedMs,
    startMs: run.startMs,
    endMs: run.endMs,
    tries: triesOf(tasks),
  },
]

function taskOfRun(run: RunTimes, tasks: readonly TaskTimes[]): ChartRun[] {
  if (tasks.length === 0) return []
  const states = tasks.map(({ state }) => state ?? 'none')
  const isOver = tasks.every(({ startMs, endMs }) => startMs === null || endMs !== null)
  return [
    {
      ...placeOf(run),
      state: states.reduce((best, state) => (rankOf(state) < rankOf(best) ? state : best)),
      queuedMs: least(tasks.map(({ queuedMs }) => queuedMs)),
      startMs: least(tasks.map(({ startMs }) => startMs)),
      endMs: isOver ? most(tasks.map(({ endMs }) => endMs)) : null,
      tries: triesOf(tasks),
    },
  ]
}

const placeOf = ({ runId, logicalDateMs, intervalEndMs }: RunTimes) => ({
  runId,
  logicalDateMs,
  dueMs: intervalEndMs ?? logicalDateMs,
})

const triesOf = (tasks: readonly TaskTimes[]): number => Math.max(0, ...tasks.map(({ tries }) => tries))

const rankOf = (state: StateName): number => STATE_PRIORITY.indexOf(state)

const least = (times: readonly (number | null)[]): number | null => ordered(times)[0] ?? null

const most = (times: readonly (number | null)[]): number | null => ordered(times).at(-1) ?? null

const ordered = (times: readonly (number | null)[]): number[] =>
  times.filter(ms => ms !== null).sort((one, other) => one - other)
