import { findDagRun } from '../../db/dag-run.ts'
import { dependencyFacts } from '../../db/dependency-facts.ts'
import { findSerializedDag } from '../../db/serialized-dag.ts'
import type { ListedTaskInstance } from '../../db/task-instance-list.ts'
import type { TaskSpec } from '../../model/dag.ts'
import type { DagRun } from '../../model/keys.ts'
import { type UnmetDependency, unmetDependencies } from '../../model/unmet-dependencies.ts'
import type { ServerParts } from '../route.ts'

/** Where a task instance stands: its run, and its task if the DAG still has it. */
export interface Situation {
  readonly run: DagRun
  readonly task: TaskSpec | null
}

export async function situationOf({ database }: ServerParts, instance: ListedTaskInstance): Promise<Situation> {
  const run = (await findDagRun(database.kysely, instance)) as DagRun
  const stored = await findSerializedDag(database.kysely, instance.dagId)
  return { run, task: stored?.spec.tasks.find(({ taskId }) => taskId === instance.taskId) ?? null }
}

/** What stands between a task instance and its next attempt; of a task that its DAG no longer has nothing is known. */
export async function unmetOf(
  { database, config, clock }: ServerParts,
  { taskId, mapIndex }: ListedTaskInstance,
  { run, task }: Situation,
): Promise<UnmetDependency[]> {
  if (task === null) return []
  const facts = await dependencyFacts(database.kysely, {
    run,
    taskId,
    mapIndex,
    nowMs: clock(),
    maxTaskRetryDelayMs: config.integer('core', 'max_task_retry_delay') * 1000,
  })
  return unmetDependencies(facts)
}

export const textOf = ({ name, reason }: UnmetDependency): string => `${name}: ${reason}`
