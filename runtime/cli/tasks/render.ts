import type { StoredDag } from '../../db/serialized-dag.ts'
import { type AttemptRequest, attemptDag } from '../../model/attempt.ts'
import type { TaskSpec } from '../../model/dag.ts'
import type { DagRun, JsonValue } from '../../model/keys.ts'
import { runId } from '../../model/run-id.ts'
import { manualDataInterval } from '../../model/timetable.ts'
import { paramsOf } from '../../task/params.ts'
import { renderFields } from '../../task/template-context.ts'
import { openAttemptParts } from '../../worker/open-attempt-parts.ts'
import type { Call, Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import type { Opened } from '../frame/open.ts'
import { type SubdirOptions, subdirOption } from '../frame/options.ts'
import { dateOption } from '../input/dates.ts'
import { requireDag, requireTask } from '../lookup/find-dag.ts'
import { findRun } from '../lookup/find-run.ts'
import { pythonText } from '../output/python-text.ts'
import { attemptSetup } from './attempt-setup.ts'

/** `airflow tasks render DAG TASK DATE|RUN_ID`: the template fields as that run would see them. */
export const command: Command<SubdirOptions> = {
  positionals: ['<dag_id>', '<task_id>', '<logical_date_or_run_id>'],
  options: [subdirOption()],
  run: call => withCurrentDags(call, opened => showRendered(call, opened)),
}

export async function showRendered({ args }: Call, opened: Opened): Promise<number> {
  const [dagId = '', taskId = '', date = new Date().toISOString()] = args
  const dag = await requireDag(opened.db, dagId)
  const task = requireTask(dag, taskId)
  const run =
    (await findRun(opened, dagId, date)) ??
    imaginedRun(dag, dateOption(opened.config, 'logical_date_or_run_id', date) as number)
  const request = requestFor(task, dag, run)
  using parts = openAttemptParts(attemptSetup(opened), 0)
  const params = paramsOf(request, parts.settings.confOverridesParams)
  for (const [name, value] of Object.entries(await renderFields(parts, request, params))) print(name, value)
  return 0
}

/** A date that no run has is rendered all the same. */
function imaginedRun({ spec, hash }: StoredDag, logicalDateMs: number): DagRun {
  const { startMs, endMs } = manualDataInterval(spec.schedule, logicalDateMs)
  const dates = { logicalDateMs, dataIntervalStartMs: startMs, dataIntervalEndMs: endMs, queuedAtMs: null }
  const key = { id: 0, dagId: spec.dagId, runId: runId('manual', logicalDateMs) }
  const ends = { startDateMs: null, endDateMs: null, dagHash: hash, conf: {} }
  return { ...key, ...dates, ...ends, state: 'running', runType: 'manual', externalTrigger: true }
}

const requestFor = (task: TaskSpec, { spec }: StoredDag, run: DagRun): AttemptRequest => ({
  ...run,
  taskId: task.taskId,
  mapIndex: -1,
  token: 'render',
  tryNumber: 1,
  maxTries: task.retries,
  priorityWeight: task.priorityWeight,
  dag: attemptDag(spec),
  task,
  run,
})

function print(name: string, value: JsonValue): void {
  console.log(`# ${'-'.repeat(58)}\n# property: ${name}\n# ${'-'.repeat(58)}\n${pythonText(value)}\n`)
}
