import { Option } from 'commander'
import { type DagModel, listDagModels } from '../../db/dag.ts'
import { listImportErrors } from '../../db/import-error.ts'
import type { Call, Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import { InvalidArgument } from '../frame/errors.ts'
import type { Opened } from '../frame/open.ts'
import { type OutputOptions, outputOption, type SubdirOptions, subdirOption } from '../frame/options.ts'
import { isBelow } from '../lookup/subdir.ts'
import { printRows } from '../output/print-rows.ts'

interface Options extends OutputOptions, SubdirOptions {
  readonly columns: string
}

/** `airflow dags list`: the DAGs as the scheduler knows them. */
export const command: Command<Options> = {
  options: [
    subdirOption(),
    outputOption(),
    new Option('--columns <names>', 'Columns, parted by commas').default('dag_id,fileloc,owners,is_paused'),
  ],
  run: call => withCurrentDags(call, opened => list(call, opened)),
}

async function list({ options, generation }: Call<Options>, { db, config }: Opened): Promise<number> {
  const columns = columnsOf(options.columns)
  const dags = (await listDagModels(db, { active: true })).filter(dag => isBelow(dag.fileloc, options, config))
  if (generation === 1) printBanner(dags)
  else
    printRows(
      dags.map(dag => Object.fromEntries(columns.map(name => [name, COLUMNS[name](dag)]))),
      options.output,
    )
  const errors = await listImportErrors(db)
  if (errors.length > 0)
    console.error('Error: Failed to load all files. For details, run `airflow dags list-import-errors`')
  return 0
}

const COLUMNS = {
  dag_id: (dag: DagModel) => dag.dagId,
  fileloc: (dag: DagModel) => dag.fileloc,
  owners: (dag: DagModel) => dag.owners,
  is_paused: (dag: DagModel) => dag.isPaused,
  is_active: (dag: DagModel) => dag.isActive,
  max_active_tasks: (dag: DagModel) => dag.maxActiveTasks,
  max_active_runs: (dag: DagModel) => dag.maxActiveRuns,
  has_import_errors: (dag: DagModel) => dag.hasImportErrors,
} as const
type Column = keyof typeof COLUMNS

function columnsOf(text: string): Column[] {
  return text.split(',').map(name => {
    if (name.trim() in COLUMNS) return name.trim() as Column
    throw new InvalidArgument('--columns', { got: name, expected: Object.keys(COLUMNS).join(', ') })
  })
}

function printBanner(dags: readonly DagModel[]): void {
  const rule = '-'.repeat(67)
  console.log(['', '', rule, 'DAGS', rule, ...dags.map(dag => dag.dagId), ''].join('\n'))
}
