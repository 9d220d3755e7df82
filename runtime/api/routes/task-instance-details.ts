import { findListedDagRun } from '../../db/dag-run-list.ts'
import { dependencyFacts } from '../../db/dependency-facts.ts'
import { listTries, type TaskInstanceTry } from '../../db/task-instance-tries.ts'
import type { DagRun } from '../../model/keys.ts'
import { unmetDependencies } from '../../model/unmet-dependencies.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type ServerParts } from '../route.ts'
import { listOf, object, RECORD, TEXT } from '../views/shape.ts'
import { TRIES_SHAPE, TRY_SHAPE, tryView } from '../views/task-instance.ts'
import { type InstancePath, mapIndexOf, requireTaskInstance } from './task-instances.ts'
import { requireTaskSpec } from './tasks.ts'

const PATH = '/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}'
const MAPPED_PATH = `${PATH}/{map_index}` as const
const TAG = 'TaskInstance'
const ACCESS = ['can_read', 'Task Instances'] as const
const DEPENDENCIES_SHAPE = object({ dependencies: listOf(object({ name: TEXT, reason: TEXT })) })

export const taskInstanceDetailRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: `${PATH}/dependencies`,
    operationId: 'get_task_instance_dependencies',
    summary: 'Why a task instance does not run yet, each reason in words',
    tag: TAG,
    access: ACCESS,
    answer: DEPENDENCIES_SHAPE,
    handle: ({ parts, params }) => answerDependencies(parts, { ...params, map_index: -1 }),
  }),
  route({
    method: 'GET',
    path: `${MAPPED_PATH}/dependencies`,
    operationId: 'get_mapped_task_instance_dependencies',
    summary: 'Why a task instance of a mapped task does not run yet',
    tag: TAG,
    access: ACCESS,
    answer: DEPENDENCIES_SHAPE,
    handle: ({ parts, params }) => answerDependencies(parts, { ...params, map_index: mapIndexOf(params.map_index) }),
  }),
  route({
    method: 'GET',
    path: `${PATH}/tries`,
    operationId: 'get_task_instance_tries',
    summary: 'All tries of a task instance',
    tag: TAG,
    access: ACCESS,
    answer: TRIES_SHAPE,
    handle: ({ parts, params }) => answerTries(parts, { ...params, map_index: -1 }),
  }),
  route({
    method: 'GET',
    path: `${MAPPED_PATH}/tries`,
    operationId: 'get_mapped_task_instance_tries',
    summary: 'All tries of a task instance of a mapped task',
    tag: TAG,
    access: ACCESS,
    answer: TRIES_SHAPE,
    handle: ({ parts, params }) => answerTries(parts, { ...params, map_index: mapIndexOf(params.map_index) }),
  }),
  route({
    method: 'GET',
    path: `${PATH}/tries/{task_try_number}`,
    operationId: 'get_task_instance_try_details',
    summary: 'One try of a task instance',
    tag: TAG,
    access: ACCESS,
    answer: TRY_SHAPE,
    handle: ({ parts, params }) => answerTry(parts, { ...params, map_index: -1 }, params.task_try_number),
  }),
  route({
    method: 'GET',
    path: `${MAPPED_PATH}/tries/{task_try_number}`,
    operationId: 'get_mapped_task_instance_try_details',
    summary: 'One try of a task instance of a mapped task',
    tag: TAG,
    access: ACCESS,
    answer: TRY_SHAPE,
    handle: ({ parts, params }) =>
      answerTry(parts, { ...params, map_index: mapIndexOf(params.map_index) }, params.task_try_number),
  }),
  route({
    method: 'GET',
    path: `${PATH}/links`,
    operationId: 'get_extra_links',
    summary: 'Links that operators of Airflow may add: operators of this runtime have none',
    tag: TAG,
    access: ACCESS,
    answer: RECORD,
    handle: async ({ parts, params }) => {
      await requireTaskSpec(parts, params)
      await requireTaskInstance(parts, { ...params, map_index: -1 })
      return {}
    },
  }),
]

/** As in Airflow, only of what may still be queued. */
const WAITING: readonly (string | null)[] = [null, 'scheduled', 'up_for_retry', 'up_for_reschedule']

async function answerDependencies(parts: ServerParts, path: InstancePath) {
  const instance = await requireTaskInstance(parts, path)
  if (!WAITING.includes(instance.state)) return { dependencies: [] }
  const facts = await dependencyFacts(parts.database.kysely, {
    run: (await findListedDagRun(parts.database.kysely, instance)) as DagRun,
    taskId: instance.taskId,
    mapIndex: instance.mapIndex,
    nowMs: parts.clock(),
    maxTaskRetryDelayMs: parts.config.integer('core', 'max_task_retry_delay') * 1000,
  })
  return { dependencies: unmetDependencies(facts) }
}

async function triesOf(parts: ServerParts, path: InstancePath): Promise<TaskInstanceTry[]> {
  const instance = await requireTaskInstance(parts, path)
  return listTries(parts.database.kysely, instance)
}

async function answerTries(parts: ServerParts, path: InstancePath) {
  const tries = await triesOf(parts, path)
  return { task_instances: tries.map(tryView), total_entries: tries.length }
}

async function answerTry(parts: ServerParts, path: InstancePath, tryNumber: string) {
  const found = (await triesOf(parts, path)).find(one => String(one.tryNumber) === tryNumber)
  if (found === undefined)
    throw notFound(
      'Task instance not found',
      `The Task Instance with dag_id: \`${path.dag_id}\`, run_id: \`${path.dag_run_id}\`, task_id: \`${path.task_id}\` and try_number: \`${tryNumber}\` was not found`,
    )
  return tryView(found)
}
