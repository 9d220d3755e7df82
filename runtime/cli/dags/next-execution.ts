import { Option } from 'commander'
import { lastRunStates, lastScheduledInterval } from '../../db/dag-run.ts'
import { planNextRun } from '../../db/next-run.ts'
import type { Db } from '../../db/tables.ts'
import type { DagSpec } from '../../model/dag.ts'
import { isoFormat } from '../../model/time.ts'
import { type NextDagRun, nextDagRun } from '../../model/timetable.ts'
import { systemClock } from '../../service/clock.ts'
import type { Call, Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import type { Opened } from '../frame/open.ts'
import { type SubdirOptions, subdirOption, wholeNumber } from '../frame/options.ts'
import { requireDag, requireDagModel } from '../lookup/find-dag.ts'

interface Options extends SubdirOptions {
  readonly numExecutions: number
}

/** `airflow dags next-execution`: logical dates of the runs that the timetable plans next. */
export const command: Command<Options> = {
  positionals: ['<dag_id>'],
  options: [
    subdirOption(),
    new Option('-n, --num-executions <count>', 'The number of next logical dates to show')
      .argParser(wholeNumber)
      .default(1),
  ],
  run: call => withCurrentDags(call, opened => show(call, opened)),
}

async function show(call: Call<Options>, { db }: Opened): Promise<number> {
  const [dagId = ''] = call.args
  const { spec } = await requireDag(db, dagId)
  const { isPaused } = await requireDagModel(db, dagId)
  if (isPaused) console.error('[INFO] Please be reminded this DAG is PAUSED now.')
  if (call.generation === 1 && !(await hasRun(db, dagId))) {
    console.error('[WARN] Only applicable when there is execution record found for the DAG.')
    console.log('None')
    return 0
  }
  for (const next of await nextRuns(db, spec, call.options.numExecutions)) print(next, call)
  return 0
}

async function hasRun(db: Db, dagId: string): Promise<boolean> {
  return (await lastScheduledInterval(db, dagId)) !== null || (await lastRunStates(db, dagId, 1)).length > 0
}

async function nextRuns(db: Db, spec: DagSpec, count: number): Promise<(NextDagRun | null)[]> {
  const nowMs = systemClock()
  const runs: (NextDagRun | null)[] = [await planNextRun(db, spec, nowMs)]
  // As Airflow: one line for each that was asked for, None after the last.
  while (runs.length < count) {
    const last = runs.at(-1)?.interval ?? null
    runs.push(
      last === null ? null : nextDagRun(spec.schedule, { last, startMs: null, endMs: null, catchup: true, nowMs }),
    )
  }
  return runs
}

function print(next: NextDagRun | null, { generation }: Call<Options>): void {
  if (next === null) {
    console.error("[WARN] No following schedule can be found. This DAG may have schedule interval '@once' or `None`.")
    console.log('None')
    return
  }
  const date = isoFormat(next.logicalDateMs)
  console.log(generation === 1 ? date.replace('T', ' ') : date)
}
