import { clearTaskInstances } from '../db/clear-task-instances.ts'
import { createDagRun } from '../db/create-dag-run.ts'
import { findDagRun } from '../db/dag-run.ts'
import { inTransaction } from '../db/database.ts'
import { getSerializedDag } from '../db/serialized-dag.ts'
import type { Db } from '../db/tables.ts'
import { listTaskInstances } from '../db/task-instance.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import { DagRunAlreadyExists } from '../model/errors.ts'
import type { DagRun, DagRunKey, JsonValue } from '../model/keys.ts'
import { validateRunId } from '../model/run-id.ts'
import { manualDataInterval } from '../model/timetable.ts'
import { restFor } from '../service/poll.ts'
import type { TaskLog } from '../task-log/log-writer.ts'
import type { AttemptParts } from './attempt-parts.ts'
import { logicalDateOf } from './logical-date.ts'
import type { Outcome } from './outcome.ts'
import type { RenderedTask } from './render.ts'

/** The fields of a TriggerDagRunOperator, rendered; poke_interval in seconds. */
interface TriggerFields {
  readonly trigger_dag_id: string
  readonly trigger_run_id?: string | null
  readonly logical_date?: string | null
  readonly conf?: Readonly<Record<string, JsonValue>> | null
  readonly reset_dag_run?: boolean
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

interface Start {
  readonly fields: TriggerFields
  readonly logicalDateMs: number
}

async function start(parts: AttemptParts, request: AttemptRequest, fields: TriggerFields): Promise<DagRun> {
  const { trigger_run_id: runId, logical_date: date } = fields
  if (typeof runId === 'string') validateRunId(runId, parts.settings.allowedRunIdPattern)
  const logicalDateMs = typeof date === 'string' ? logicalDateOf(date, request.dag.timezone) : parts.clock()
  const run = await createOrReset(parts, { fields, logicalDateMs })
  await parts.storeOf(request).setXCom({ key: 'trigger_run_id', value: run.runId })
  return run
}

async function createOrReset(parts: AttemptParts, start: Start): Promise<DagRun> {
  try {
    return await inTransaction(parts.database, db => create(db, parts.clock(), start))
  } catch (error) {
    if (!(error instanceof DagRunAlreadyExists) || start.fields.reset_dag_run !== true) throw error
    return reset(parts, { dagId: error.dagId, runId: error.runId })
  }
}

async function create(db: Db, nowMs: number, { fields, logicalDateMs }: Start): Promise<DagRun> {
  const dag = await getSerializedDag(db, fields.trigger_dag_id)
  return createDagRun(db, dag, {
    runType: 'manual',
    logicalDateMs,
    interval: manualDataInterval(dag.spec.schedule, logicalDateMs),
    nowMs,
    conf: fields.conf ?? {},
    ...(typeof fields.trigger_run_id === 'string' ? { runId: fields.trigger_run_id } : {}),
  })
}

/** Airflow's reset_dag_run: the run that is there begins anew. */
function reset({ database, clock }: AttemptParts, key: DagRunKey): Promise<DagRun> {
  return inTransaction(database, async db => {
    await clearTaskInstances(db, await listTaskInstances(db, key), { nowMs: clock(), dagRunState: 'queued' })
    return (await findDagRun(db, key)) as DagRun
  })
}

async function waitFor(
  parts: AttemptParts,
  run: DagRun,
  scene: Scene & { readonly fields: TriggerFields },
): Promise<Outcome> {
  const { fields, log, signal } = scene
  while (!signal.aborted) {
    await restFor((fields.poke_interval ?? 60) * 1000, signal)
    const state = (await findDagRun(parts.database.kysely, run))?.state ?? 'failed'
    log.write('trigger_dagrun', `<DagRun ${run.dagId} @ ${run.runId}> is ${state}`)
    if ((fields.failed_states ?? ['failed']).includes(state))
      return { type: 'failed', error: `${run.dagId} failed with failed state ${state}`, mayRetry: true }
    if ((fields.allowed_states ?? ['success']).includes(state)) return DONE
  }
  return { type: 'failed', error: 'The task was ended while it waited for the run', mayRetry: true }
}
