import { attemptDag } from '../model/attempt.ts'
import type { Log } from '../service/log.ts'
import type { OpenWorker } from '../worker/open-worker.ts'
import type { DagCallback } from './executor.ts'

/** Runs a callback of a whole DAG run in a warm runner; one that fails is logged and changes nothing. */
export async function callDagCallback(
  { opened, log }: { readonly opened: OpenWorker; readonly log: Log },
  { dag, run, name, reason }: DagCallback,
  signal: AbortSignal,
): Promise<void> {
  const state = name === 'onSuccess' ? 'success' : 'failed'
  const key = `<DagRun ${run.dagId} @ ${run.runId}>`
  const result = await opened.runners.run(
    { type: 'dag_callback', dag: attemptDag(dag), run, name, state, reason },
    {
      onLine: line => log.info('callback_output', { key, callback: name, line }),
      store: opened.storeOfRun(run),
      signal,
    },
  )
  if (result.type === 'threw') log.warn('callback_failed', { key, callback: name, error: result.error })
  if (result.type === 'died')
    log.warn('callback_failed', { key, callback: name, error: `its process ended (${result.how})` })
}
