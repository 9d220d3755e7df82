import { hasAttempt, scheduleNow } from '../../db/schedule-now.ts'
import { change } from '../change.ts'
import { Problem } from '../problem.ts'
import { type Call, type Route, route } from '../route.ts'
import { type InstancePath, requireTaskInstance } from '../routes/task-instances.ts'
import { stateView } from '../views/task-instance.ts'
import type { RunNowPreview } from './contract/run.ts'
import { situationOf, textOf, unmetOf } from './situation.ts'

export const runNowRoute: Route = route({
  method: 'POST',
  path: '/ui/dags/{dag_id}/runs/{dag_run_id}/tasks/{task_id}/run',
  operationId: 'ui_run_task',
  summary: 'Run a task instance now, whatever it depends on; or say what that would pass over',
  tag: 'Pages',
  access: ['can_edit', 'Task Instances'],
  body: { properties: { dry_run: { type: 'boolean', default: true }, map_index: { type: 'integer', default: -1 } } },
  handle: async (call): Promise<RunNowPreview> => {
    const path = { ...call.params, map_index: call.body.map_index }
    return call.body.dry_run ? preview(call, path) : runNow(call, path)
  },
})

async function preview({ parts }: Call, path: InstancePath): Promise<RunNowPreview> {
  const instance = await requireTaskInstance(parts, path)
  const unmet = await unmetOf(parts, instance, await situationOf(parts, instance))
  const { taskId, runId, mapIndex } = instance
  return {
    taskId,
    runId,
    mapIndex,
    ignored: unmet.filter(({ name }) => IGNORED.has(name)).map(textOf),
    holding: unmet.filter(({ name }) => HOLDING.has(name)).map(textOf),
    isPossible: !hasAttempt(instance),
  }
}

/** Of the names in model/unmet-dependencies.ts; those that stand in neither list, a cleared task instance meets. */
const IGNORED: ReadonlySet<string> = new Set(['Execution Date', 'Previous Dagrun State', 'Trigger Rule'])
const HOLDING: ReadonlySet<string> = new Set([
  'DAG Paused',
  'Pool Slots Available',
  'Task Instance Slots Available',
  'Task Concurrency',
])

async function runNow(call: Call, path: InstancePath): Promise<RunNowPreview> {
  const instance = await requireTaskInstance(call.parts, path)
  const { dagId, runId, taskId, mapIndex } = instance
  return change(call, { dagId, runId, taskId, mapIndex }, async db => {
    if (!(await scheduleNow(db, instance, call.parts.clock())))
      throw new Problem(409, { detail: `An attempt of ${taskId} is under way: clear it to begin another` })
    const after = { taskId, runId, mapIndex, ignored: [], holding: [], isPossible: false }
    return {
      result: after,
      wake: [{ type: 'dag_run', dagId, runId }],
      before: stateView(instance),
      after: { state: 'scheduled' },
    }
  })
}
