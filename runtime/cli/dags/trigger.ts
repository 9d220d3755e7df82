import { Option } from 'commander'
import { createDagRun } from '../../db/create-dag-run.ts'
import { inTransaction } from '../../db/database.ts'
import type { DagRun, JsonValue } from '../../model/keys.ts'
import { validateRunId } from '../../model/run-id.ts'
import { isoFormat } from '../../model/time.ts'
import { manualDataInterval } from '../../model/timetable.ts'
import { wakeScheduler } from '../../queue/wake-scheduler.ts'
import { systemClock } from '../../service/clock.ts'
import type { Call, Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import { CommandFailed } from '../frame/errors.ts'
import type { Opened } from '../frame/open.ts'
import { type OutputOptions, outputOption, type SubdirOptions, subdirOption } from '../frame/options.ts'
import { dateOption } from '../input/dates.ts'
import { requireDag, requireDagModel } from '../lookup/find-dag.ts'
import { printRows } from '../output/print-rows.ts'

interface Options extends OutputOptions, SubdirOptions {
  readonly runId?: string
  readonly conf?: string
  readonly execDate?: string
  /** `--no-replace-microseconds` makes it false. */
  readonly replaceMicroseconds: boolean
}

/** `airflow dags trigger DAG`: creates a queued run; the scheduler starts it once the DAG is not paused. */
export const command: Command<Options> = {
  positionals: ['<dag_id>'],
  options: [
    subdirOption(),
    new Option('-r, --run-id <run_id>', 'Helps to identify this run'),
    new Option('-c, --conf <json>', "JSON object that becomes the run's conf"),
    new Option('-e, --exec-date <date>', 'The logical date of the run; now by default'),
    new Option('--no-replace-microseconds', 'Keep the microseconds of a logical date that is not given'),
    outputOption(),
  ],
  audit: 'dag_trigger',
  run: call => withCurrentDags(call, opened => trigger(call, opened)),
}

async function trigger(call: Call<Options>, opened: Opened): Promise<number> {
  const [dagId = ''] = call.args
  const { db, config } = opened
  const { isPaused } = await requireDagModel(db, dagId)
  const run = await create(dagId, call.options, opened)
  await wakeScheduler(config, { type: 'dag_run', dagId, runId: run.runId })
  print(run, call)
  if (isPaused) console.error(`DAG ${dagId} is paused, so that the run waits for: airflow dags unpause ${dagId}`)
  return 0
}

async function create(dagId: string, options: Options, { db, config, database }: Opened): Promise<DagRun> {
  const dag = await requireDag(db, dagId)
  const conf = confOf(options.conf)
  if (options.runId !== undefined) validateRunId(options.runId, config.string('scheduler', 'allowed_run_id_pattern'))
  const nowMs = systemClock()
  const given = dateOption(config, '-e/--exec-date', options.execDate)
  const logicalDateMs = given ?? (options.replaceMicroseconds ? Math.floor(nowMs / 1000) * 1000 : nowMs)
  return inTransaction(database, transaction =>
    createDagRun(transaction, dag, {
      runType: 'manual',
      logicalDateMs,
      interval: manualDataInterval(dag.spec.schedule, logicalDateMs),
      nowMs,
      conf,
      ...(options.runId === undefined ? {} : { runId: options.runId }),
    }),
  )
}

function confOf(text: string | undefined): Readonly<Record<string, JsonValue>> {
  if (text === undefined) return {}
  const conf = parsed(text)
  if (typeof conf === 'object' && conf !== null && !Array.isArray(conf)) return conf as Record<string, JsonValue>
  throw new CommandFailed(`--conf is ${text}, expected a JSON object such as {"key": "value"}`)
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch (error) {
    throw new CommandFailed(`--conf is not JSON (${(error as Error).message}): write it like '{"key": "value"}'`, {
      cause: error,
    })
  }
}

function print(run: DagRun, { generation, options }: Call<Options>): void {
  if (generation === 1) {
    const date = isoFormat(run.logicalDateMs)
    console.log(`Created <DagRun ${run.dagId} @ ${date}: ${run.runId}, externally triggered: True>`)
  } else printRows([toRow(run)], options.output)
}

const toRow = (run: DagRun) => ({
  conf: run.conf,
  dag_id: run.dagId,
  dag_run_id: run.runId,
  data_interval_start: dateOrNull(run.dataIntervalStartMs),
  data_interval_end: dateOrNull(run.dataIntervalEndMs),
  end_date: null,
  external_trigger: true,
  last_scheduling_decision: null,
  logical_date: isoFormat(run.logicalDateMs),
  run_type: run.runType,
  start_date: null,
  state: run.state,
})

const dateOrNull = (ms: number | null): string | null => (ms === null ? null : isoFormat(ms))
