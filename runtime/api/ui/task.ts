import { attemptsOf } from '../../db/attempt-rows.ts'
import { findDagRun } from '../../db/dag-run.ts'
import { dependencyFacts } from '../../db/dependency-facts.ts'
import { findSerializedDag } from '../../db/serialized-dag.ts'
import type { ListedTaskInstance } from '../../db/task-instance-list.ts'
import type { DagRun } from '../../model/keys.ts'
import { isFinished } from '../../model/states.ts'
import { unmetDependencies } from '../../model/unmet-dependencies.ts'
import { type Route, route, type ServerParts } from '../route.ts'
import { requireTaskInstance } from '../routes/task-instances.ts'
import type { TaskAttempt, TaskPanel } from './contract/task.ts'

export const taskPanelRoute: Route = route({
  method: 'GET',
  path: '/ui/dags/{dag_id}/runs/{dag_run_id}/tasks/{task_id}',
  operationId: 'ui_task',
  summary: 'A task instance with its attempts, and why it is not queued',
  tag: 'Pages',
  access: ['can_read', 'Task Instances'],
  query: { map_index: { type: 'integer', default: -1 } },
  handle: async ({ parts, params, query }): Promise<TaskPanel> => {
    const instance = await requireTaskInstance(parts, { ...params, map_index: query.map_index })
    const { task, unmet } = await situationOf(parts, instance)
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
      unmet,
    }
  },
})

/** Of what runs or has ended nothing is unmet, and of a task that its DAG no longer has nothing is known. */
async function situationOf({ database, config, clock }: ServerParts, instance: ListedTaskInstance) {
  const db = database.kysely
  const stored = await findSerializedDag(db, instance.dagId)
  const task = stored?.spec.tasks.find(({ taskId }) => taskId === instance.taskId) ?? null
  const isWaiting = !isFinished(instance.state) && instance.state !== 'running'
  if (task === null || !isWaiting) return { task, unmet: [] }
  const run = (await findDagRun(db, instance)) as DagRun
  const facts = await dependencyFacts(db, {
    run,
    taskId: instance.taskId,
    mapIndex: instance.mapIndex,
    nowMs: clock(),
    maxTaskRetryDelayMs: config.integer('core', 'max_task_retry_delay') * 1000,
  })
  const unmet = unmetDependencies(facts).map(({ name, reason }) => `${name}: ${reason}`)
  return { task, unmet }
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
