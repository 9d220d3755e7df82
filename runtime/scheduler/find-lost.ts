import { listLivingTokens, listQueuedBefore } from '../db/queueing.ts'
import type { Db } from '../db/tables.ts'
import type { Executor } from '../executor/executor.ts'
import { type AttemptRequest, attemptDag } from '../model/attempt.ts'
import { taskInstanceLabel } from '../model/keys.ts'
import type { Log } from '../service/log.ts'
import type { DagCache } from './dag-cache.ts'

export interface LostSearch {
  readonly executor: Executor
  readonly dags: DagCache
  readonly log: Log
  readonly nowMs: number
}

/** A message that waits for so long in a queue that is empty was lost: its broker or its sender died. */
const LOST_AFTER_MS = 5000

/**
 * Sends attempts again whose message is gone: they are queued for a while, and their queue holds nothing. They keep their
 * token, so that of two messages for one attempt only the first that is claimed starts anything.
 */
export async function sendLostAgain(db: Db, search: LostSearch): Promise<void> {
  const { executor, log } = search
  if (!executor.keepsQueued) return
  executor.keepOnly(await listLivingTokens(db))
  const waiting = await attemptsWaiting(db, search)
  if (waiting.length === 0) return
  const empty = await executor.emptyQueues([...new Set(waiting.map(attempt => attempt.task.queue))])
  const lost = waiting.filter(attempt => empty?.has(attempt.task.queue))
  for (const attempt of lost) log.warn('message_sent_again', { key: taskInstanceLabel(attempt, 'queued') })
  if (lost.length > 0) executor.queue(lost)
}

async function attemptsWaiting(db: Db, { dags, nowMs }: LostSearch): Promise<AttemptRequest[]> {
  const found: AttemptRequest[] = []
  const waiting = await listQueuedBefore(db, nowMs - LOST_AFTER_MS)
  const known = await dags.all(
    db,
    waiting.map(({ run }) => run.dagId),
  )
  for (const { instance, run } of waiting) {
    const dag = known.get(instance.dagId)
    const task = dag?.graph.tasks.get(instance.taskId)
    if (dag === undefined || task === undefined || instance.token === null) continue
    const { dagId, runId, taskId, mapIndex, token, tryNumber, maxTries, priorityWeight } = instance
    found.push({
      dagId,
      runId,
      taskId,
      mapIndex,
      token,
      tryNumber,
      maxTries,
      priorityWeight,
      task,
      dag: attemptDag(dag.graph.dag),
      run,
    })
  }
  return found
}
