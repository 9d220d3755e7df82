import type { DagPage, GroupNode, TaskNode } from '../../../../runtime/api/ui/contract/dag.ts'

/** What is drawn as one box: a task, a folded group with all that is in it, or an open group around others. */
export interface GraphNode {
  readonly id: string
  readonly label: string
  readonly kind: 'task' | 'folded' | 'open'
  /** The open group around it. */
  readonly parentId: string | null
  /** Tasks whose states it stands for. */
  readonly taskIds: readonly string[]
  /** Operator of a task, number of tasks of a group. */
  readonly note: string
}

export interface GraphEdge {
  readonly from: string
  readonly to: string
  /** The trigger rule of the task that it leads to, where it is not the usual one. */
  readonly label: string | null
}

export interface GraphModel {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

type Structure = Pick<DagPage, 'tasks' | 'groups'>

/** The boxes and edges of a DAG; a folded group is one box, and edges into it or out of it are its own. */
export function graphModel({ tasks, groups }: Structure, folded: ReadonlySet<string>): GraphModel {
  const parents = new Map(groups.map(group => [group.groupId, group.parentGroupId]))
  const boxOf = new Map(tasks.map(task => [task.taskId, outermostFolded(task, parents, folded) ?? task.taskId]))
  const inGroup = tasksByGroup(tasks, parents)
  return {
    nodes: [
      ...groups.filter(group => isShown(group, parents, folded)).map(group => groupBox(group, folded, inGroup)),
      ...tasks.filter(task => boxOf.get(task.taskId) === task.taskId).map(taskBox),
    ],
    edges: edgesBetween(tasks, boxOf),
  }
}

type Parents = ReadonlyMap<string, string | null>

/** From the innermost group to the outermost one. */
function ancestors(groupId: string | null, parents: Parents): string[] {
  const found: string[] = []
  for (let id = groupId; id !== null; id = parents.get(id) ?? null) found.push(id)
  return found
}

const outermostFolded = (task: TaskNode, parents: Parents, folded: ReadonlySet<string>): string | undefined =>
  ancestors(task.groupId, parents).findLast(id => folded.has(id))

const isShown = ({ parentGroupId }: GroupNode, parents: Parents, folded: ReadonlySet<string>): boolean =>
  !ancestors(parentGroupId, parents).some(id => folded.has(id))

function tasksByGroup(tasks: readonly TaskNode[], parents: Parents): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { taskId, groupId } of tasks)
    for (const id of ancestors(groupId, parents)) found.set(id, [...(found.get(id) ?? []), taskId])
  return found
}

function groupBox(
  { groupId, label, parentGroupId }: GroupNode,
  folded: ReadonlySet<string>,
  inGroup: ReadonlyMap<string, readonly string[]>,
): GraphNode {
  const taskIds = inGroup.get(groupId) ?? []
  const kind = folded.has(groupId) ? 'folded' : 'open'
  return { id: groupId, label, kind, parentId: parentGroupId, taskIds, note: String(taskIds.length) }
}

const taskBox = ({ taskId, label, operator, groupId }: TaskNode): GraphNode => ({
  id: taskId,
  label,
  kind: 'task',
  parentId: groupId,
  taskIds: [taskId],
  note: operator,
})

function edgesBetween(tasks: readonly TaskNode[], boxOf: ReadonlyMap<string, string>): GraphEdge[] {
  const rules = new Map(tasks.map(task => [task.taskId, task.triggerRule]))
  const edges = new Map<string, GraphEdge>()
  for (const task of tasks) {
    for (const downstream of task.downstreamTaskIds) {
      const from = boxOf.get(task.taskId) as string
      const to = boxOf.get(downstream) as string
      const rule = rules.get(downstream) as string
      const label = to === downstream && rule !== 'all_success' ? rule : null
      if (from !== to) edges.set(`${from}\0${to}`, { from, to, label })
    }
  }
  return [...edges.values()]
}
