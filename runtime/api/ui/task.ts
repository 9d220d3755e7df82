import { attemptsOf } from '../../db/attempt-rows.ts'
import { listMappedStates } from '../../db/mapped-state.ts'
import type { ListedTaskInstance } from '../../db/task-instance-list.ts'
import { isFinished } from '../../model/states.ts'
import { type Route, route, type ServerParts } from '../route.ts'
import { type InstancePath, requireTaskInstance } from '../routes/task-instances.ts'
import type { MappedInstance, TaskAttempt, TaskPanel } from './contract/task.ts'
import { neighboursOf } from './run.ts'
import { type Situation, situationOf, textOf, unmetOf } from './situation.ts'

export const taskPanelRoute: Route = route({
  method: 'GET',
  path: '/ui/dags/{dag_id}/runs/{dag_run_id}/tasks/{task_id}',
  operationId: 'ui_task',
  summary: 'A task instance with its attempts, and why it is not queued',
  tag: 'Pages',
  access: ['can_read', 'Task Instances'],
  query: { map_index: { type: 'integer' } },
  handle: async ({ parts, params, query }): Promise<TaskPanel> => {
    const mapped = await mappedIn(parts, params)
    // Of a mapped task nobody has chosen from, the first.
    const map_index = query.map_index ?? mapped[0]?.mapIndex ?? -1
    const instance = await requireTaskInstance(parts, { ...params, map_index })
    const situation = await situationOf(parts, instance)
    const { run, task } = situation
    return {
      dagId: instance.dagId,
      runId: instance.runId,
      taskId: instance.taskId,
      mapIndex: instance.mapIndex,
      label: instance.taskDisplayName,
      state: instance.state,
      tryNumber: instance.tryNumber,
      maxTries: instance.maxTries,
      operator: instance.operator,
      triggerRule: task?.triggerRule ?? null,
      pool: instance.pool,
      queue: instance.queue,
      priorityWeight: instance.priorityWeight,
      hostname: instance.hostname,
      pid: instance.pid,
      note: instance.note,
      renderedFields: instance.renderedFields,
      attempts: await attemptsIn(parts, instance),
      unmet: await reasonsOf(parts, instance, situation),
      mapped,
      docMd: task?.docMd ?? null,
      neighbours: await neighboursOf(parts.database.kysely, run),
    }
  },
})

/** Of what runs or has ended nothing is unmet. */
async function reasonsOf(parts: ServerParts, instance: ListedTaskInstance, situation: Situation): Promise<string[]> {
  if (isFinished(instance.state) || instance.state === 'running') return []
  return (await unmetOf(parts, instance, situation)).map(textOf)
}

/** Those of a mapped task in the order of their indexes; none of another. */
async function mappedIn({ database }: ServerParts, path: Omit<InstancePath, 'map_index'>): Promise<MappedInstance[]> {
  const key = { dagId: path.dag_id, runId: path.dag_run_id, taskId: path.task_id }
  const rows = await listMappedStates(database.kysely, key)
  return rows.map(({ mapIndex, label, state }) => ({ mapIndex, label: label ?? String(mapIndex), state }))
}

async function attemptsIn({ database }: ServerParts, instance: ListedTaskInstance): Promise<TaskAttempt[]> {
  const attempts = await attemptsOf(database.kysely, [instance])
  return attempts
    .filter(attempt => attempt.tryNumber > 0)
    .sort((a, b) => a.tryNumber - b.tryNumber)
    .map(({ tryNumber, state, hostname, queuedAtMs, startDateMs, endDateMs, duration }) => ({
      tryNumber,
      state,
      hostname,
      queuedMs: queuedAtMs,
      startMs: startDateMs,
      endMs: endDateMs,
      duration,
    }))
}
