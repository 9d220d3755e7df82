import { findSerializedDag, listDagHashes } from '../../db/serialized-dag.ts'
import type { Db } from '../../db/tables.ts'
import { type DagGraph, type DagSpec, dagGraph, type TaskSpec } from '../../model/dag.ts'
import type { DagPage, TaskNode } from './contract/dag.ts'

/** What the page of a DAG says that only another version of it changes. */
export type DagStructure = Pick<
  DagPage,
  'hash' | 'docMd' | 'timezone' | 'catchup' | 'startMs' | 'params' | 'tasks' | 'groups'
>

const MOST_DAGS = 100

/** The structures of the DAGs that were asked for last: a DAG is decoded once for each of its versions. */
export class Structures {
  readonly #known = new Map<string, DagStructure>()

  async find(db: Db, dagId: string): Promise<DagStructure | null> {
    const hash = (await listDagHashes(db, [dagId])).get(dagId)
    const known = this.#known.get(dagId)
    if (known !== undefined && known.hash === hash) return known
    const stored = await findSerializedDag(db, dagId)
    return stored === null ? null : this.#keep(dagId, structureOf(stored.spec, stored.hash))
  }

  #keep(dagId: string, structure: DagStructure): DagStructure {
    this.#known.delete(dagId)
    this.#known.set(dagId, structure)
    if (this.#known.size > MOST_DAGS) this.#known.delete(this.#known.keys().next().value as string)
    return structure
  }
}

const structureOf = (spec: DagSpec, hash: string): DagStructure => ({
  hash,
  docMd: spec.docMd,
  timezone: spec.timezone,
  catchup: spec.catchup,
  startMs: spec.startDateMs,
  params: spec.params,
  tasks: tasksOf(dagGraph(spec)),
  groups: spec.taskGroups.map(({ groupId, parentGroupId, tooltip }) => ({
    groupId,
    label: labelWithin(parentGroupId, groupId),
    parentGroupId,
    tooltip,
  })),
})

/** A task after all its upstream tasks, groups kept together by whoever draws them. */
const tasksOf = ({ order, tasks }: DagGraph): TaskNode[] => order.map(id => taskNode(tasks.get(id) as TaskSpec))

const taskNode = (task: TaskSpec): TaskNode => ({
  taskId: task.taskId,
  label: task.taskDisplayName ?? labelWithin(task.taskGroupId, task.taskId),
  operator: task.operator,
  groupId: task.taskGroupId,
  triggerRule: task.triggerRule,
  downstreamTaskIds: task.downstreamTaskIds,
})

/** Ids carry the prefix of their group, which a picture of the group need not repeat. */
const labelWithin = (groupId: string | null, id: string): string =>
  groupId !== null && id.startsWith(`${groupId}.`) ? id.slice(groupId.length + 1) : id
