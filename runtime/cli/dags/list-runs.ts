import { Option } from 'commander'
import { type ListedDagRun, listDagRuns } from '../../db/dag-run-list.ts'
import { DAG_RUN_STATES, type DagRunState } from '../../model/states.ts'
import { isoFormat } from '../../model/time.ts'
import type { Call, Command } from '../frame/command.ts'
import { UsageError } from '../frame/errors.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { dateOption } from '../input/dates.ts'
import { requireDagModel } from '../lookup/find-dag.ts'
import { printRows } from '../output/print-rows.ts'

interface Options extends OutputOptions {
  readonly dagId?: string
  readonly backfill: boolean
  readonly state?: DagRunState
  readonly startDate?: string
  readonly endDate?: string
}

/** `airflow dags list-runs -d DAG`, newest first; the DAG may also stand as an argument, as in 1.10 and 3. */
export const command: Command<Options> = {
  positionals: ['[dag_id]'],
  options: [
    new Option('-d, --dag-id <dag_id>', 'The id of the dag'),
    new Option('--no-backfill', 'Leave out runs of backfills'),
    new Option('--state <state>', 'Only runs in this state').choices(DAG_RUN_STATES),
    new Option('-s, --start-date <date>', 'Only runs with this logical date or a later one'),
    new Option('-e, --end-date <date>', 'Only runs with this logical date or an earlier one'),
    outputOption(),
  ],
  run: call => withDatabase(call, opened => listRuns(call, opened)),
}

async function listRuns(call: Call<Options>, { db, config }: Opened): Promise<number> {
  const { options } = call
  const dagId = options.dagId ?? call.args[0]
  if (dagId === undefined)
    throw new UsageError('the following arguments are required: -d/--dag-id', {
      ...call,
      help: `usage: airflow ${call.path} -d DAG_ID`,
    })
  await requireDagModel(db, dagId)
  const { rows } = await listDagRuns(
    db,
    {
      dagIds: [dagId],
      states: options.state === undefined ? undefined : [options.state],
      logicalDate: {
        fromMs: dateOption(config, '-s/--start-date', options.startDate),
        toMs: dateOption(config, '-e/--end-date', options.endDate),
      },
    },
    { order: { column: 'execution_date', isDescending: true }, page: { limit: MOST_RUNS, offset: 0 } },
  )
  const runs = rows.filter(run => options.backfill || run.runType !== 'backfill')
  if (call.generation === 1) printBanner(dagId, runs)
  else printRows(runs.map(toRow), options.output)
  return 0
}

const MOST_RUNS = 1_000_000

const toRow = (run: ListedDagRun) => ({
  dag_id: run.dagId,
  run_id: run.runId,
  state: run.state,
  execution_date: isoFormat(run.logicalDateMs),
  start_date: run.startDateMs === null ? '' : isoFormat(run.startDateMs),
  end_date: run.endDateMs === null ? '' : isoFormat(run.endDateMs),
})

function printBanner(dagId: string, runs: readonly ListedDagRun[]): void {
  const rule = '-'.repeat(120)
  const line = ([id, runId, state, logicalDate, stateDate]: readonly string[]): string =>
    `${id?.padEnd(3)}| ${runId?.padEnd(20)} | ${state?.padEnd(10)} | ${logicalDate?.padEnd(20)} | ${stateDate?.padEnd(20)} |`
  if (runs.length === 0) console.log(`No dag runs for ${dagId}`)
  console.log(
    ['', rule, 'DAG RUNS', rule, line(['id', 'run_id', 'state', 'execution_date', 'state_date']), ''].join('\n'),
  )
  for (const run of runs) {
    const stateDate = run.endDateMs ?? run.startDateMs ?? run.queuedAtMs
    console.log(
      line([
        String(run.id),
        run.runId,
        run.state,
        isoFormat(run.logicalDateMs),
        stateDate === null ? 'None' : isoFormat(stateDate),
      ]),
    )
  }
}
