import { Option } from 'commander'
import { type ClearSelection, selectInstancesToClear } from '../../db/clear-selection.ts'
import { clearTaskInstances } from '../../db/clear-task-instances.ts'
import { inTransaction } from '../../db/database.ts'
import type { TaskInstance } from '../../db/task-instance.ts'
import { dagGraph } from '../../model/dag.ts'
import { taskInstanceLabel } from '../../model/keys.ts'
import { wakeScheduler } from '../../queue/wake-scheduler.ts'
import { systemClock } from '../../service/clock.ts'
import type { Call, Command } from '../frame/command.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { type SubdirOptions, subdirOption, type YesOptions, yesOption } from '../frame/options.ts'
import { dateOption } from '../input/dates.ts'
import { confirm } from '../input/prompt.ts'
import { matchingDags, requireDag } from '../lookup/find-dag.ts'

interface Options extends SubdirOptions, YesOptions {
  readonly taskRegex?: string
  readonly startDate?: string
  readonly endDate?: string
  readonly upstream?: boolean
  readonly downstream?: boolean
  readonly onlyFailed?: boolean
  readonly onlyRunning?: boolean
  readonly dagRegex?: boolean
}

/** `airflow tasks clear DAG`: makes task instances run again, and their finished runs with them. */
export const command: Command<Options> = {
  positionals: ['<dag_id>'],
  options: [
    new Option('-t, --task-regex <regex>', 'The regex to filter specific task_ids'),
    new Option('-s, --start-date <date>', 'Only task instances of this logical date or a later one'),
    new Option('-e, --end-date <date>', 'Only task instances of this logical date or an earlier one'),
    subdirOption(),
    new Option('-u, --upstream', 'Include upstream tasks'),
    new Option('-d, --downstream', 'Include downstream tasks'),
    yesOption(),
    new Option('-f, --only-failed', 'Only failed task instances'),
    new Option('-r, --only-running', 'Only running task instances'),
    new Option('-x, --exclude-subdags', 'There are no subdags').hideHelp(),
    new Option('-X, --exclude-parentdag', 'There are no subdags').hideHelp(),
    new Option('-R, --dag-regex', 'Search dag_id as regex instead of exact string'),
  ],
  audit: 'task_clear',
  run: call => withDatabase(call, opened => clear(call, opened)),
}

async function clear(call: Call<Options>, opened: Opened): Promise<number> {
  const instances = await selected(call, opened)
  if (instances.length === 0) {
    console.log('Nothing to clear.')
    return 0
  }
  if (call.options.yes !== true && !(await confirm(questionFor(instances, call)))) {
    console.log(call.generation === 1 ? 'Bail. Nothing was cleared.' : 'Cancelled, nothing was cleared.')
    return 0
  }
  const runs = await inTransaction(opened.database, db =>
    clearTaskInstances(db, instances, { nowMs: systemClock(), dagRunState: 'queued' }),
  )
  await wakeScheduler(opened.config, ...runs.map(run => ({ type: 'dag_run' as const, ...run })))
  return 0
}

async function selected(
  { args: [dagId = ''], options }: Call<Options>,
  { db, config }: Opened,
): Promise<TaskInstance[]> {
  const selection: ClearSelection = {
    ...(options.taskRegex === undefined ? {} : { taskRegex: options.taskRegex }),
    startMs: dateOption(config, '-s/--start-date', options.startDate),
    endMs: dateOption(config, '-e/--end-date', options.endDate),
    upstream: options.upstream === true,
    downstream: options.downstream === true,
    onlyFailed: options.onlyFailed === true,
    onlyRunning: options.onlyRunning === true,
  }
  const instances: TaskInstance[] = []
  for (const dag of await matchingDags(db, dagId, options.dagRegex === true)) {
    const { spec } = await requireDag(db, dag.dagId)
    instances.push(...(await selectInstancesToClear(db, dagGraph(spec), selection)))
  }
  return instances
}

function questionFor(instances: readonly TaskInstance[], { generation }: Call): string {
  const list = instances.map(instance => taskInstanceLabel(instance, instance.state)).join('\n')
  return `You are about to delete these ${instances.length} tasks:\n${list}\n\nAre you sure? ${generation === 1 ? '(yes/no): ' : '[y/n]'}`
}
