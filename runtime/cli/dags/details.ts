import { findListedDag, type ListedDag } from '../../db/dag-list.ts'
import { isoFormat } from '../../model/time.ts'
import type { Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { requireDagModel } from '../lookup/find-dag.ts'
import { printRows } from '../output/print-rows.ts'
import type { Row } from '../output/tables.ts'

/** `airflow dags details DAG`: what the `dag` table and the DAG itself say. */
export const command: Command<OutputOptions> = {
  positionals: ['<dag_id>'],
  options: [outputOption()],
  run: call =>
    withCurrentDags(call, async ({ db }) => {
      const [dagId = ''] = call.args
      await requireDagModel(db, dagId)
      const details = detailsOf((await findListedDag(db, dagId)) as ListedDag)
      printRows(rowsFor(details, call.options), call.options.output)
      return 0
    }),
}

function rowsFor(details: Row, { output }: OutputOptions): Row[] {
  if (output === 'json' || output === 'yaml') return [details]
  return Object.entries(details).map(([name, value]) => ({ property_name: name, property_value: value }))
}

/** The fields of Airflow's DAGSchema in its order, without those of subdags and pickles. */
function detailsOf(dag: ListedDag): Row {
  return {
    dag_id: dag.dagId,
    dag_display_name: dag.dagDisplayName,
    is_paused: dag.isPaused,
    is_active: dag.isActive,
    last_parsed_time: dateOrNull(dag.lastParsedMs),
    default_view: dag.defaultView,
    fileloc: dag.fileloc,
    owners: dag.owners,
    description: dag.description,
    schedule_interval: dag.scheduleInterval,
    timetable_description: dag.timetableDescription,
    tags: dag.tags,
    max_active_tasks: dag.maxActiveTasks,
    max_active_runs: dag.maxActiveRuns,
    max_consecutive_failed_dag_runs: dag.maxConsecutiveFailedDagRuns,
    has_task_concurrency_limits: dag.hasTaskConcurrencyLimits,
    has_import_errors: dag.hasImportErrors,
    next_dagrun: dateOrNull(dag.next.logicalDateMs),
    next_dagrun_data_interval_start: dateOrNull(dag.next.intervalStartMs),
    next_dagrun_data_interval_end: dateOrNull(dag.next.intervalEndMs),
    next_dagrun_create_after: dateOrNull(dag.next.createAfterMs),
  }
}

const dateOrNull = (ms: number | null): string | null => (ms === null ? null : isoFormat(ms))
