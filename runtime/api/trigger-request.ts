import type { DagRunRequest } from '../db/create-dag-run.ts'
import type { DagSpec } from '../model/dag.ts'
import type { JsonValue } from '../model/keys.ts'
import { runId, validateRunId } from '../model/run-id.ts'
import { isoFormat } from '../model/time.ts'
import { manualDataInterval } from '../model/timetable.ts'
import { badRequest } from './problem.ts'

/** What a client may say when it triggers a DAG; times are ms since the epoch. */
export interface TriggerBody {
  readonly dag_run_id?: string | null | undefined
  readonly logical_date?: number | null | undefined
  readonly execution_date?: number | null | undefined
  readonly data_interval_start?: number | null | undefined
  readonly data_interval_end?: number | null | undefined
  readonly conf?: Readonly<Record<string, JsonValue>> | null | undefined
}

/** Decides date, interval and run_id of a triggered run (Airflow: post_dag_run). @throws Problem 400, InvalidRunId */
export function triggerRequest(
  body: TriggerBody,
  { spec, nowMs, allowedRunIds }: { readonly spec: DagSpec; readonly nowMs: number; readonly allowedRunIds: string },
): DagRunRequest & { readonly runId: string } {
  const logicalDateMs = logicalDate(body) ?? nowMs
  const id = body.dag_run_id ?? runId('manual', logicalDateMs)
  if (body.dag_run_id != null) validateRunId(id, allowedRunIds)
  return {
    runType: 'manual',
    logicalDateMs,
    interval: givenInterval(body) ?? manualDataInterval(spec.schedule, logicalDateMs),
    nowMs,
    runId: id,
    conf: body.conf ?? {},
  }
}

function logicalDate({ logical_date: logical, execution_date: execution }: TriggerBody): number | null {
  if (logical != null && execution != null && logical !== execution)
    throw badRequest(
      `'${isoFormat(logical)}' != '${isoFormat(execution)}'`,
      'logical_date conflicts with execution_date',
    )
  return logical ?? execution ?? null
}

function givenInterval({ data_interval_start: startMs, data_interval_end: endMs }: TriggerBody) {
  if (startMs == null && endMs == null) return null
  if (startMs == null || endMs == null)
    throw badRequest("{'_schema': [\"Both 'data_interval_start' and 'data_interval_end' must be specified together\"]}")
  return { startMs, endMs }
}
