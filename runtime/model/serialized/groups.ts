import type { DagSpec, TaskGroupSpec } from '../dag.ts'
import type { JsonValue } from '../keys.ts'
import type { JsonObject } from './fields.ts'

/** The tree of task groups as Airflow writes it: the nameless root group holds everything. */
export const encodeGroups = (spec: DagSpec): JsonObject => encodeGroup(spec, null)

interface DecodedGroups {
  readonly taskGroups: readonly TaskGroupSpec[]
  /** The group that directly holds the task; null for the DAG itself. */
  readonly groupOfTask: (taskId: string) => string | null
}

export function decodeGroups(root: JsonValue | undefined): DecodedGroups {
  const taskGroups: TaskGroupSpec[] = []
  const groupOfTask = new Map<string, string>()
  const visit = (group: JsonObject, groupId: string | null): void => {
    for (const [id, child] of Object.entries((group['children'] ?? {}) as JsonObject)) {
      const [kind, content] = child as readonly [string, JsonValue]
      if (kind === 'taskgroup') {
        taskGroups.push(decodeGroup(id, groupId, content as JsonObject))
        visit(content as JsonObject, id)
      } else if (groupId !== null) groupOfTask.set(id, groupId)
    }
  }
  visit((root ?? {}) as JsonObject, null)
  return { taskGroups, groupOfTask: taskId => groupOfTask.get(taskId) ?? null }
}

function encodeGroup(spec: DagSpec, group: TaskGroupSpec | null): JsonObject {
  const groupId = group?.groupId ?? null
  const tasks = spec.tasks.filter(task => task.taskGroupId === groupId)
  const groups = spec.taskGroups.filter(each => each.parentGroupId === groupId)
  return {
    _group_id: group === null ? null : ownId(group),
    prefix_group_id: group?.prefixGroupId ?? true,
    tooltip: group?.tooltip ?? '',
    ui_color: 'CornflowerBlue',
    ui_fgcolor: '#000',
    children: Object.fromEntries([
      ...tasks.map(task => [task.taskId, ['operator', task.taskId]] as const),
      ...groups.map(each => [each.groupId, ['taskgroup', encodeGroup(spec, each)]] as const),
    ]),
    upstream_group_ids: [],
    downstream_group_ids: [],
    upstream_task_ids: [],
    downstream_task_ids: [],
  }
}

/** Airflow writes the id without the parent's prefix here, and with it as the key in the parent's children. */
const ownId = ({ groupId, parentGroupId }: TaskGroupSpec): string =>
  parentGroupId !== null && groupId.startsWith(`${parentGroupId}.`) ? groupId.slice(parentGroupId.length + 1) : groupId

const decodeGroup = (groupId: string, parentGroupId: string | null, group: JsonObject): TaskGroupSpec => ({
  groupId,
  parentGroupId,
  prefixGroupId: group['prefix_group_id'] !== false,
  tooltip: (group['tooltip'] ?? '') as string,
})
