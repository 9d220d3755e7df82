import { Option } from 'commander'
import { inTransaction } from '../../db/database.ts'
import { markTaskInstances } from '../../db/mark-state.ts'
import type { StoredDag } from '../../db/serialized-dag.ts'
import { dagGraph } from '../../model/dag.ts'
import { type DagRun, taskInstanceLabel } from '../../model/keys.ts'
import { wakeScheduler } from '../../queue/wake-scheduler.ts'
import { systemClock } from '../../service/clock.ts'
import { hostName } from '../../service/host-name.ts'
import { openLog } from '../../service/log.ts'
import { runOne } from '../../worker/run-one.ts'
import type { Call, Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import { CommandFailed } from '../frame/errors.ts'
import type { Opened } from '../frame/open.ts'
import { type SubdirOptions, subdirOption } from '../frame/options.ts'
import { requireDag, requireTask } from '../lookup/find-dag.ts'
import { requireRun } from '../lookup/find-run.ts'
import { listenForStop } from '../services/stop-signals.ts'
import { attemptSetup } from './attempt-setup.ts'
import { failedDeps } from './failed-deps.ts'
import { type MapIndexOptions, mapIndexOption } from './map-index.ts'

interface Options extends SubdirOptions, MapIndexOptions {
  readonly markSuccess?: boolean
  readonly force?: boolean
  readonly ignoreAllDependencies?: boolean
  readonly ignoreDependencies?: boolean
}

/** `airflow tasks run DAG TASK DATE|RUN_ID`: runs one task instance in this process, and records it. */
export const command: Command<Options> = {
  positionals: ['<dag_id>', '<task_id>', '<logical_date_or_run_id>'],
  options: [
    subdirOption(),
    new Option('-m, --mark-success', 'Mark jobs as succeeded without running them'),
    new Option('-f, --force', 'Ignore previous task instance state, rerun regardless if task already succeeded/failed'),
    new Option('-A, --ignore-all-dependencies', 'Ignores all non-critical dependencies'),
    new Option('-i, --ignore-dependencies', 'Ignore task-specific dependencies, e.g. upstream tasks'),
    mapIndexOption(),
    ...withoutEffect(),
  ],
  audit: 'task_run',
  run: call => withCurrentDags(call, opened => (call.options.markSuccess === true ? mark : run)(call, opened)),
}

/** Airflow's ways to hand a task on to other processes; there is one process here. */
function withoutEffect(): Option[] {
  return [
    '-l, --local',
    '-r, --raw',
    '-N, --interactive',
    '-I, --ignore-depends-on-past',
    '-d, --depends-on-past <how>',
    '-p, --pickle <id>',
    '-j, --job-id <id>',
    '--pool <pool>',
    '--cfg-path <file>',
    '--ship-dag',
    '--read-from-db',
    '--no-shut-down-logging',
  ].map(flags => new Option(flags, 'Without effect').hideHelp())
}

async function run(call: Call<Options>, opened: Opened): Promise<number> {
  const { dag, dagRun, taskId } = await targetOf(call, opened)
  await refuseUnmetDeps(call, opened)
  const label = taskInstanceLabel({ ...dagRun, taskId, mapIndex: call.options.mapIndex })
  console.log(`Running ${label} on host ${hostName()}`)
  using stop = listenForStop()
  const log = openLog('task', 'info')
  const state = await runOne(attemptSetup(opened), { dag, run: dagRun, taskId, log, signal: stop.signal })
  await wakeScheduler(opened.config, { type: 'dag_run', dagId: dagRun.dagId, runId: dagRun.runId })
  return state === 'success' || state === 'skipped' ? 0 : 1
}

interface Target {
  readonly dag: StoredDag
  readonly dagRun: DagRun
  readonly taskId: string
}

async function targetOf(
  { args: [dagId = '', taskId = '', date = ''] }: Call<Options>,
  opened: Opened,
): Promise<Target> {
  const dag = await requireDag(opened.db, dagId)
  requireTask(dag, taskId)
  return { dag, taskId, dagRun: await requireRun(opened, dagId, date) }
}

async function refuseUnmetDeps(call: Call<Options>, opened: Opened): Promise<void> {
  const { force, ignoreAllDependencies, ignoreDependencies } = call.options
  if (ignoreAllDependencies === true) return
  const unmet = (await failedDeps(call, opened)).filter(reason => {
    if (reason.startsWith('Task Instance State')) return force !== true
    return reason.startsWith('Trigger Rule') && ignoreDependencies !== true
  })
  if (unmet.length > 0)
    throw new CommandFailed(`Dependencies not met: ${unmet.join(' ')} To run it anyway: --ignore-all-dependencies`)
}

async function mark(call: Call<Options>, opened: Opened): Promise<number> {
  const { dag, dagRun, taskId } = await targetOf(call, opened)
  const { dagId, runId } = dagRun
  await inTransaction(opened.database, db =>
    markTaskInstances(db, dagGraph(dag.spec), {
      dagId,
      runId,
      taskIds: [taskId],
      state: 'success',
      nowMs: systemClock(),
    }),
  )
  await wakeScheduler(opened.config, { type: 'dag_run', dagId, runId })
  return 0
}
