import { findTaskInstance } from '../../db/task-instance.ts'
import type { Call, Command } from '../frame/command.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { type SubdirOptions, subdirOption } from '../frame/options.ts'
import { requireDag, requireTask } from '../lookup/find-dag.ts'
import { findRun, requireRun } from '../lookup/find-run.ts'
import { type MapIndexOptions, mapIndexOption } from './map-index.ts'

/** `airflow tasks state DAG TASK DATE|RUN_ID`: the state, or `None`. */
export const command: Command<SubdirOptions & MapIndexOptions> = {
  positionals: ['<dag_id>', '<task_id>', '<logical_date_or_run_id>'],
  options: [subdirOption(), mapIndexOption()],
  run: call => withDatabase(call, opened => show(call, opened)),
}

async function show(call: Call<SubdirOptions & MapIndexOptions>, opened: Opened): Promise<number> {
  const [dagId = '', taskId = '', date = ''] = call.args
  requireTask(await requireDag(opened.db, dagId), taskId)
  // 1.10 asks for a task instance without its run, and prints None for one that never was.
  const run = call.generation === 1 ? await findRun(opened, dagId, date) : await requireRun(opened, dagId, date)
  const key = { dagId, taskId, runId: run?.runId ?? '', mapIndex: call.options.mapIndex }
  console.log((await findTaskInstance(opened.db, key))?.state ?? 'None')
  return 0
}
