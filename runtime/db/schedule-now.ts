import type { TaskInstanceState } from '../model/states.ts'
import { clearTaskInstances } from './clear-task-instances.ts'
import { markAllScheduled } from './queue-transition.ts'
import { lockTaskInstances } from './run-lock.ts'
import type { Db } from './tables.ts'
import type { TaskInstance } from './task-instance.ts'

/** An attempt of these is on its way or at work: there is nothing to begin. */
const UNDER_WAY: ReadonlySet<TaskInstanceState | null> = new Set<TaskInstanceState | null>([
  'scheduled',
  'queued',
  'running',
  'restarting',
])

export const hasAttempt = ({ state }: Pick<TaskInstance, 'state'>): boolean => UNDER_WAY.has(state)

/**
 * Clears a task instance and schedules it at once, whatever it depends on; pools and limits hold, and so does the pause of
 * its DAG. A run that has ended is queued again, and others of its tasks stay as they are. Call it in a transaction,
 * then wake the scheduler. @returns false where an attempt is under way
 */
export async function scheduleNow(db: Db, wanted: TaskInstance, nowMs: number): Promise<boolean> {
  const isWanted = (one: TaskInstance): boolean => one.taskId === wanted.taskId && one.mapIndex === wanted.mapIndex
  const instance = (await lockTaskInstances(db, wanted)).find(isWanted)
  if (instance === undefined || hasAttempt(instance)) return false
  await clearTaskInstances(db, [instance], { nowMs, dagRunState: 'queued' })
  const scheduled = { ...instance, from: null, tryNumber: instance.tryNumber + 1, atMs: nowMs }
  return (await markAllScheduled(db, [scheduled])) > 0
}
