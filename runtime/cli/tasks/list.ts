import { Option } from 'commander'
import { dagGraph, type TaskSpec } from '../../model/dag.ts'
import type { Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import { type SubdirOptions, subdirOption } from '../frame/options.ts'
import { requireDag } from '../lookup/find-dag.ts'

interface Options extends SubdirOptions {
  readonly tree?: boolean
}

/** `airflow tasks list DAG`: sorted task ids, or with `--tree` each task above those that follow it. */
export const command: Command<Options> = {
  positionals: ['<dag_id>'],
  options: [new Option('-t, --tree', 'Tree view'), subdirOption()],
  run: call =>
    withCurrentDags(call, async ({ db }) => {
      const { spec } = await requireDag(db, call.args[0] ?? '')
      const lines = call.options.tree === true ? treeOf(dagGraph(spec)) : spec.tasks.map(task => task.taskId).sort()
      console.log(lines.join('\n'))
      return 0
    }),
}

type Graph = ReturnType<typeof dagGraph>

/** Airflow's tree_view: a task with several upstream tasks stands below each of them. */
function treeOf(graph: Graph): string[] {
  const roots = graph.order.filter(id => graph.upstream.get(id)?.length === 0)
  return roots.sort().flatMap(id => branch(graph, id, 0))
}

function branch(graph: Graph, taskId: string, level: number): string[] {
  const task = graph.tasks.get(taskId) as TaskSpec
  const line = `${'    '.repeat(level)}<Task(${task.operator}): ${taskId}>`
  return [line, ...[...task.downstreamTaskIds].sort().flatMap(id => branch(graph, id, level + 1))]
}
