import type { DagSpec, TaskSpec } from '../../runtime/model/dag.ts'
import type { Dag } from '../../runtime/sdk/index.ts'
import { AIRFLOW_DEFAULTS } from '../../runtime/sdk/serialization/defaults.ts'
import { serializeDag } from '../../runtime/sdk/serialize.ts'

/** The DAG as the parser would store it. */
export const serialized = (dag: Dag): DagSpec =>
  serializeDag(dag, { fileloc: '/dags/etl.ts', relativeFileloc: 'etl.ts', defaults: AIRFLOW_DEFAULTS })

export const serializedTask = (dag: Dag, taskId: string): TaskSpec =>
  serialized(dag).tasks.find(task => task.taskId === taskId) as TaskSpec

export const downstreamOf = (dag: Dag): Record<string, readonly string[]> =>
  Object.fromEntries(serialized(dag).tasks.map(task => [task.taskId, task.downstreamTaskIds]))
