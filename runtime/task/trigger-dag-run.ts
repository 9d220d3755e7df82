import { setTimeout as sleep } from 'node:timers/promises'
import { createDagRun } from '../db/create-dag-run.ts'
import { findDagRun } from '../db/dag-run.ts'
import { inTransaction } from '../db/database.ts'
import { getSerializedDag } from '../db/serialized-dag.ts'
import { setXCom } from '../db/xcom.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import type { DagRun, JsonValue } from '../model/keys.ts'
import { manualDataInterval } from '../model/timetable.ts'
import type { TaskLog } from '../task-log/log-writer.ts'
import type { AttemptParts } from './attempt-parts.ts'
import type { Outcome } from './outcome.ts'
import type { RenderedTask } from './render.ts'

/** The fields of a TriggerDagRunOperator, rendered; poke_interval in seconds. */
interface TriggerFields {
  readonly trigger_dag_id: string
  readonly trigger_run_id?: string | null
  readonly logical_date?: string | null
  readonly conf?: Readonly<Record<string, JsonValue>> | null
  readonly wait_for_completion?: boolean
  readonly poke_interval?: number
  readonly allowed_states?: readonly string[]
  readonly failed_states?: readonly string[]
}

interface Scene {
  readonly log: TaskLog
  readonly signal: AbortSignal
  readonly rendered: RenderedTask
}

/** Starts a run of another DAG and, where asked to, waits for its end (Airflow's TriggerDagRunOperator). */
export async function triggerDagRun(parts: AttemptParts, request: AttemptRequest, scene: Scene): Promise<Outcome> {
  const fields = scene.rendered.fields as unknown as TriggerFields
  const run = await start(parts, request, fields)
  scene.log.write('trigger_dagrun', `Created <DagRun ${run.dagId} @ ${run.runId}>`)
  parts.onDagRunCreated(run)
  if (fields.wait_for_completion !== true) return DONE
  return waitFor(parts, run, { ...scene, fields })
}

const DONE: Outcome = { type: 'success', value: undefined, skipmixin: null }

function start(parts: AttemptParts, request: AttemptRequest, fields: TriggerFields): Promise<DagRun> {
  const nowMs = parts.clock()
  const logicalDateMs = typeof fields.logical_date === 'string' ? Date.parse(fields.logical_date) : nowMs
  return inTransaction(parts.database, async db => {
    const dag = await getSerializedDag(db, fields.trigger_dag_id)
    const run = await createDagRun(db, dag, {
      runType: 'manual',
      logicalDateMs,
      interval: manualDataInterval(dag.spec.schedule, logicalDateMs),
      nowMs,
      conf: fields.conf ?? {},
      ...(typeof fields.trigger_run_id === 'string' ? { runId: fields.trigger_run_id } : {}),
    })
    const pushed = { dagRunId: request.run.id, key: 'trigger_run_id', value: run.runId, atMs: nowMs }
    await setXCom(db, { ...request, ...pushed })
    return run
  })
}

async function waitFor(
  parts: AttemptParts,
  run: DagRun,
  scene: Scene & { readonly fields: TriggerFields },
): Promise<Outcome> {
  const { fields, log, signal } = scene
  while (!signal.aborted) {
    await sleep((fields.poke_interval ?? 60) * 1000, undefined, { signal }).catch(() => undefined)
    const state = (await findDagRun(parts.database.kysely, run))?.state ?? 'failed'
    log.write('trigger_dagrun', `<DagRun ${run.dagId} @ ${run.runId}> is ${state}`)
    if ((fields.failed_states ?? ['failed']).includes(state))
      return { type: 'failed', error: `${run.dagId} failed with failed state ${state}`, mayRetry: true }
    if ((fields.allowed_states ?? ['success']).includes(state)) return DONE
  }
  return { type: 'failed', error: 'The task was ended while it waited for the run', mayRetry: true }
}
