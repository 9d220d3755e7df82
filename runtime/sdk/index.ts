/** What a DAG file imports: the API of Airflow's own TypeScript SDK, and what ours adds to it. */

export type { JsonValue } from '../model/keys.ts'
export { Bundle, TaskHandler } from './bundle.ts'
export { Dag } from './dag.ts'
export type { BranchTarget, Condition, ConditionElse, Switch } from './graph/branches.ts'
export type { TaskFactory, TaskFunction, TaskInput, TaskInputs } from './graph/factory.ts'
export type { Node, TaskRef } from './graph/nodes.ts'
export type {
  BranchChoice,
  OtherTaskOptions,
  ShortCircuitOptions,
  TaskGroup as TaskGroupRef,
  TaskGroupOptions,
} from './graph/scope.ts'
export type { DagOptions as DagSpec, ScheduleInterval } from './options/dag-options.ts'
export { DagCycle, InvalidDag, TaskNotCalled } from './options/invalid-dag.ts'
export type { BashSpec, TriggerDagRunSpec } from './options/operator-options.ts'
export type { TaskOptions, TaskOptions as TaskSpec } from './options/task-options.ts'
export type { ConnectionResult, GetXComOpts, SetXComOpts, TaskClient } from './task/client.ts'
export { ConnectionNotFoundError, VariableNotFoundError, XComNotFoundError } from './task/client.ts'
export type {
  Callback,
  CallbackContext,
  DagCallback,
  DagCallbackContext,
  DagRunContext,
  TaskContext,
} from './task/context.ts'
export { AirflowFailException, AirflowSkipException } from './task/exceptions.ts'
export { getClient, getContext, OutsideOfTask } from './task/scope.ts'
