import type { CallbackFlags, TaskSpec } from '../../model/dag.ts'
import type { DagDraft, TaskDraft } from '../graph/draft.ts'
import type { TaskOptions } from '../options/task-options.ts'
import type { DagDefaults } from './defaults.ts'
import { jsonObject, operatorFields } from './operator.ts'

/** Airflow's precedence: the task's own option, the DAG's defaultArgs, the DAG's queue, then configuration. */
export function taskSpec(
  draft: DagDraft,
  task: TaskDraft,
  { defaults, downstreamTaskIds }: { readonly defaults: DagDefaults; readonly downstreamTaskIds: readonly string[] },
): TaskSpec {
  const options = effectiveOptions(draft, task)
  const params = { ...draft.options.defaultArgs?.params, ...task.options.params }
  return {
    taskId: task.taskId,
    ...operatorFields(draft, task),
    ...presentation(options, defaults),
    ...retrying(options, defaults),
    ...waiting(options, defaults),
    ...limits(options),
    queue: options.queue ?? draft.options.queue ?? defaults.queue,
    doXcomPush: options.doXcomPush ?? true,
    runAsUser: options.runAsUser ?? null,
    params: jsonObject(draft, { taskId: task.taskId, field: 'params', value: params }),
    inputs: task.inputs ?? {},
    callbacks: callbackFlags(options),
    downstreamTaskIds,
    taskGroupId: task.groupId,
  }
}

/** The task's options over the DAG's defaultArgs; one that is `undefined` counts as not given. */
export function effectiveOptions(draft: DagDraft, task: TaskDraft): TaskOptions {
  return { ...given(draft.options.defaultArgs ?? {}), ...given(task.options) }
}

const given = (options: TaskOptions): TaskOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

const presentation = (options: TaskOptions, defaults: DagDefaults) => ({
  taskDisplayName: options.taskDisplayName ?? null,
  docMd: options.docMd ?? null,
  owner: options.owner ?? defaults.ownerDefault,
})

const retrying = (options: TaskOptions, defaults: DagDefaults) => ({
  retries: options.retries ?? defaults.retries,
  retryDelayMs: (options.retryDelay ?? defaults.retryDelay) * 1000,
  retryExponentialBackoff: Boolean(options.retryExponentialBackoff),
  maxRetryDelayMs: milliseconds(options.maxRetryDelay),
  executionTimeoutMs: milliseconds(options.executionTimeout ?? defaults.executionTimeout ?? undefined),
})

const waiting = (options: TaskOptions, defaults: DagDefaults) => ({
  startDateMs: options.startDate?.getTime() ?? null,
  endDateMs: options.endDate?.getTime() ?? null,
  triggerRule: options.triggerRule ?? ('all_success' as const),
  dependsOnPast: options.dependsOnPast === true || options.waitForDownstream === true,
  ignoreFirstDependsOnPast: options.ignoreFirstDependsOnPast ?? true,
  waitForDownstream: options.waitForDownstream ?? false,
  priorityWeight: options.priorityWeight ?? 1,
  weightRule: options.weightRule ?? defaults.weightRule,
})

const limits = (options: TaskOptions) => ({
  pool: options.pool ?? 'default_pool',
  poolSlots: options.poolSlots ?? 1,
  maxActiveTisPerDag: options.maxActiveTisPerDag ?? null,
  maxActiveTisPerDagrun: options.maxActiveTisPerDagrun ?? null,
})

const callbackFlags = (options: TaskOptions): CallbackFlags => ({
  onExecute: isGiven(options.onExecute),
  onSuccess: isGiven(options.onSuccess),
  onFailure: isGiven(options.onFailure),
  onRetry: isGiven(options.onRetry),
  onSkipped: isGiven(options.onSkipped),
})

/** Whether there is a callback to call: an empty list is none. */
export const isGiven = (callbacks: unknown): boolean =>
  callbacks !== undefined && (!Array.isArray(callbacks) || callbacks.length > 0)

const milliseconds = (seconds: number | undefined): number | null => (seconds === undefined ? null : seconds * 1000)
