import { findSerializedDag } from '../../db/serialized-dag.ts'
import type { Db } from '../../db/tables.ts'
import { listTaskInstances, type TaskInstance } from '../../db/task-instance.ts'
import { dagGraph } from '../../model/dag.ts'
import { isoFormat } from '../../model/time.ts'
import type { Call, Command } from '../frame/command.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { requireDagModel } from '../lookup/find-dag.ts'
import { requireRun } from '../lookup/find-run.ts'
import { printRows } from '../output/print-rows.ts'
import type { Row } from '../output/tables.ts'

/** `airflow tasks states-for-dag-run DAG DATE|RUN_ID`, in the order in which the tasks run. */
export const command: Command<OutputOptions> = {
  positionals: ['<dag_id>', '<logical_date_or_run_id>'],
  options: [outputOption()],
  run: call => withDatabase(call, opened => show(call, opened)),
}

async function show(call: Call<OutputOptions>, opened: Opened): Promise<number> {
  const [dagId = '', date = ''] = call.args
  await requireDagModel(opened.db, dagId)
  const run = await requireRun(opened, dagId, date)
  const instances = await inOrder(opened.db, dagId, await listTaskInstances(opened.db, run))
  const hasMapped = instances.some(instance => instance.mapIndex >= 0)
  printRows(
    instances.map(instance => rowOf(instance, { logicalDate: isoFormat(run.logicalDateMs), hasMapped })),
    call.options.output,
  )
  return 0
}

async function inOrder(db: Db, dagId: string, instances: TaskInstance[]): Promise<TaskInstance[]> {
  const dag = await findSerializedDag(db, dagId)
  const order = dag === null ? [] : dagGraph(dag.spec).order
  const place = ({ taskId }: TaskInstance): number => (order.includes(taskId) ? order.indexOf(taskId) : order.length)
  return instances.sort((a, b) => place(a) - place(b) || a.taskId.localeCompare(b.taskId) || a.mapIndex - b.mapIndex)
}

function rowOf(instance: TaskInstance, at: { readonly logicalDate: string; readonly hasMapped: boolean }): Row {
  return {
    dag_id: instance.dagId,
    execution_date: at.logicalDate,
    task_id: instance.taskId,
    state: instance.state,
    start_date: instance.startDateMs === null ? '' : isoFormat(instance.startDateMs),
    end_date: instance.endDateMs === null ? '' : isoFormat(instance.endDateMs),
    ...(at.hasMapped ? { map_index: instance.mapIndex >= 0 ? instance.mapIndex : '' } : {}),
  }
}
