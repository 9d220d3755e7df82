import type { DagPage, GroupNode, TaskNode } from '../../../../runtime/api/ui/contract/dag.ts'

/** A line of the grid: a task, or a group above its tasks. */
export interface GridRow {
  readonly id: string
  readonly label: string
  readonly depth: number
  /** Tasks whose states the line stands for. */
  readonly taskIds: readonly string[]
  readonly isGroup: boolean
  readonly isFolded: boolean
}

type Structure = Pick<DagPage, 'tasks' | 'groups'>

/**
 * The lines from top to bottom: tasks in their order, each group where its first task would stand, and below it what it
 * holds unless it is folded. Tasks that only runs still know come last.
 */
export function gridRows(dag: Structure, folded: ReadonlySet<string>, knownTaskIds: readonly string[]): GridRow[] {
  const tree = treeOf(dag)
  const known = new Set(dag.tasks.map(task => task.taskId))
  const removed = knownTaskIds.filter(taskId => !known.has(taskId))
  return [...rowsBelow(tree, null, { depth: 0, folded }), ...removed.map(taskId => taskRow(taskId, taskId, 0))]
}

interface Tree {
  readonly groups: ReadonlyMap<string, GroupNode>
  /** What each group holds, in order; null is the DAG itself. */
  readonly children: ReadonlyMap<string | null, readonly (TaskNode | GroupNode)[]>
}

function treeOf({ tasks, groups }: Structure): Tree {
  const byId = new Map(groups.map(group => [group.groupId, group]))
  const children = new Map<string | null, Set<TaskNode | GroupNode>>()
  const place = (parentId: string | null, child: TaskNode | GroupNode): void => {
    const siblings = children.get(parentId) ?? new Set()
    children.set(parentId, siblings.add(child))
    const parent = parentId === null ? undefined : byId.get(parentId)
    if (parent !== undefined) place(parent.parentGroupId, parent)
  }
  for (const task of tasks) place(task.groupId, task)
  return { groups: byId, children: new Map([...children].map(([id, set]) => [id, [...set]])) }
}

interface Place {
  readonly depth: number
  readonly folded: ReadonlySet<string>
}

function rowsBelow(tree: Tree, parentId: string | null, { depth, folded }: Place): GridRow[] {
  return (tree.children.get(parentId) ?? []).flatMap(child => {
    if ('taskId' in child) return [taskRow(child.taskId, child.label, depth)]
    const isFolded = folded.has(child.groupId)
    const row = { id: child.groupId, label: child.label, depth, isGroup: true, isFolded }
    const inner = isFolded ? [] : rowsBelow(tree, child.groupId, { depth: depth + 1, folded })
    return [{ ...row, taskIds: tasksBelow(tree, child.groupId) }, ...inner]
  })
}

const tasksBelow = (tree: Tree, groupId: string): string[] =>
  (tree.children.get(groupId) ?? []).flatMap(child =>
    'taskId' in child ? [child.taskId] : tasksBelow(tree, child.groupId),
  )

const taskRow = (taskId: string, label: string, depth: number): GridRow => ({
  id: taskId,
  label,
  depth,
  taskIds: [taskId],
  isGroup: false,
  isFolded: false,
})
