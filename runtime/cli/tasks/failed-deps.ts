import { listPoolUsage } from '../../db/pool.ts'
import { listTaskInstances, type TaskInstance } from '../../db/task-instance.ts'
import { dagGraph, type TaskSpec } from '../../model/dag.ts'
import { isFinished } from '../../model/states.ts'
import { evaluateTriggerRule, type UpstreamCounts } from '../../model/trigger-rule.ts'
import type { Call, Command } from '../frame/command.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { type SubdirOptions, subdirOption } from '../frame/options.ts'
import { requireDag, requireDagModel, requireTask } from '../lookup/find-dag.ts'
import { requireRun } from '../lookup/find-run.ts'
import { type MapIndexOptions, mapIndexOption } from './map-index.ts'

/** `airflow tasks failed-deps DAG TASK DATE|RUN_ID`: why a task instance is not queued. */
export const command: Command<SubdirOptions & MapIndexOptions> = {
  positionals: ['<dag_id>', '<task_id>', '<logical_date_or_run_id>'],
  options: [subdirOption(), mapIndexOption()],
  run: call =>
    withDatabase(call, async opened => {
      const reasons = await failedDeps(call, opened)
      if (reasons.length === 0) console.log('Task instance dependencies are all met.')
      else console.log(['Task instance dependencies not met:', ...reasons].join('\n'))
      return 0
    }),
}

/** One line for each thing that stands in the way. @throws DagNotFound, TaskNotFound, DagRunNotFound */
export async function failedDeps(call: Call<MapIndexOptions>, opened: Opened): Promise<string[]> {
  const [dagId = '', taskId = '', date = ''] = call.args
  const dag = await requireDag(opened.db, dagId)
  const task = requireTask(dag, taskId)
  const model = await requireDagModel(opened.db, dagId)
  const run = await requireRun(opened, dagId, date)
  const instances = await listTaskInstances(opened.db, run)
  const upstream = dagGraph(dag.spec).upstream.get(taskId) ?? []
  const own = instances.find(one => one.taskId === taskId && one.mapIndex === call.options.mapIndex)
  return [
    model.isPaused ? `DAG Paused: Task's DAG '${dagId}' is paused.` : null,
    run.state === 'running'
      ? null
      : `Dagrun Running: Task instance's dagrun was not of type 'running' but '${run.state}'.`,
    stateReason(own),
    reasonOf('Trigger Rule', evaluateTriggerRule(task.triggerRule, countUpstream(instances, upstream)).reason),
    await poolReason(opened, task),
  ].filter(reason => reason !== null)
}

const reasonOf = (dep: string, reason: string | null): string | null => (reason === null ? null : `${dep}: ${reason}`)

function stateReason(instance: TaskInstance | undefined): string | null {
  const state = instance?.state ?? null
  if (!isFinished(state) && state !== 'running' && state !== 'queued') return null
  return `Task Instance State: Task is in the '${state}' state.`
}

function countUpstream(instances: readonly TaskInstance[], upstream: readonly string[]): UpstreamCounts {
  const direct = instances.filter(instance => upstream.includes(instance.taskId))
  const count = (state: string): number => direct.filter(instance => instance.state === state).length
  return {
    total: direct.length,
    success: count('success'),
    skipped: count('skipped'),
    failed: count('failed'),
    upstreamFailed: count('upstream_failed'),
    removed: count('removed'),
  }
}

async function poolReason({ db }: Opened, task: TaskSpec): Promise<string | null> {
  const pool = (await listPoolUsage(db)).find(one => one.name === task.pool)
  if (pool === undefined) return `Pool Slots Available: Pool '${task.pool}' does not exist.`
  if (pool.open >= task.poolSlots) return null
  return `Pool Slots Available: Not scheduling since there are ${pool.open} open slots in pool ${task.pool} and require ${task.poolSlots} pool slots.`
}
