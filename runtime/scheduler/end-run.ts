import { changeRunState } from '../db/dag-run.ts'
import type { Db } from '../db/tables.ts'
import { listTaskInstances, type TaskInstance } from '../db/task-instance.ts'
import { markEnded } from '../db/task-transition.ts'
import type { DagSpec } from '../model/dag.ts'
import type { DagRun } from '../model/keys.ts'
import { isFinished } from '../model/states.ts'

/** dagrun_timeout is over: the run failed, what is unfinished is skipped, and running attempts are ended (Airflow 2.x). */
export async function timeOutRun(db: Db, run: DagRun, nowMs: number): Promise<void> {
  for (const instance of await listTaskInstances(db, run)) {
    if (!isFinished(instance.state))
      await markEnded(db, { ...instance, from: instance.state, to: 'skipped', atMs: nowMs })
  }
  await changeRunState(db, run, { from: ['running'], to: 'failed', atMs: nowMs })
}

/** fail_fast (fail_stop): after the first failure running tasks fail and the rest is skipped; @returns whether any ran */
export async function stopRemainingTasks(db: Db, run: DagRun, nowMs: number): Promise<boolean> {
  let hadRunning = false
  for (const instance of await listTaskInstances(db, run)) {
    if (isFinished(instance.state)) continue
    const isRunning = instance.state === 'running' || instance.state === 'restarting'
    hadRunning ||= isRunning
    await markEnded(db, { ...instance, from: instance.state, to: isRunning ? 'failed' : 'skipped', atMs: nowMs })
  }
  return hadRunning
}

/**
 * Whether fail_fast ends the run now. Failures from before its start do not count: those of a run that was started
 * again, because another of its tasks was cleared.
 */
export const hasFailedFast = (dag: DagSpec, run: DagRun, instances: readonly TaskInstance[]): boolean =>
  dag.failFast && instances.some(one => one.state === 'failed' && (one.endDateMs ?? Infinity) >= (run.startDateMs ?? 0))
