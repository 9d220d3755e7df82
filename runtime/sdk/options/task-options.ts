import { TRIGGER_RULES, type TriggerRule, WEIGHT_RULES, type WeightRule } from '../../model/dag.ts'
import type { JsonValue } from '../../model/keys.ts'
import type { Callback } from '../task/context.ts'
import {
  aBoolean,
  aDate,
  aName,
  anObject,
  aString,
  aWholeNumber,
  type Checks,
  callbacks,
  eitherOf,
  oneOf,
  seconds,
  someSeconds,
} from './check.ts'

/** What a task takes beside its handler. Every field is optional; Airflow's name is the same in snake case. */
export interface TaskOptions {
  /** Id of the task when it is not given as the first argument; else the handler's function name. */
  readonly taskId?: string
  readonly taskDisplayName?: string
  readonly owner?: string
  readonly startDate?: Date
  readonly endDate?: Date
  readonly triggerRule?: TriggerRule
  readonly dependsOnPast?: boolean
  readonly ignoreFirstDependsOnPast?: boolean
  /** Also waits for the direct downstream tasks of the previous run; implies `dependsOnPast`. */
  readonly waitForDownstream?: boolean
  readonly retries?: number
  /** Seconds. */
  readonly retryDelay?: number
  /** Doubles the delay with each try; a number greater than 0 means the same as true. */
  readonly retryExponentialBackoff?: boolean | number
  /** Seconds. */
  readonly maxRetryDelay?: number
  /** Seconds that one try may take. */
  readonly executionTimeout?: number
  readonly queue?: string
  readonly pool?: string
  readonly poolSlots?: number
  readonly priorityWeight?: number
  readonly weightRule?: WeightRule
  readonly maxActiveTisPerDag?: number
  readonly maxActiveTisPerDagrun?: number
  readonly doXcomPush?: boolean
  readonly runAsUser?: string
  readonly docMd?: string
  readonly params?: Readonly<Record<string, JsonValue>>
  /** Called in the task's process before it starts. */
  readonly onExecute?: Callback | readonly Callback[]
  readonly onSuccess?: Callback | readonly Callback[]
  readonly onFailure?: Callback | readonly Callback[]
  readonly onRetry?: Callback | readonly Callback[]
  readonly onSkipped?: Callback | readonly Callback[]
  /** Accepted so that files written for Airflow's SDK load; the configured executor runs every task. */
  readonly executor?: string
  /** Accepted so that files written for Airflow's SDK load; no mail is sent. */
  readonly emailOnFailure?: boolean
  /** Accepted so that files written for Airflow's SDK load; no mail is sent. */
  readonly emailOnRetry?: boolean
  /** Accepted so that files written for Airflow's SDK load; only mapped tasks have a use for it. */
  readonly mapIndexTemplate?: string
  /** Accepted so that files written for Airflow's SDK load; a DAG run has no result of its own. */
  readonly returnsDagResult?: boolean
}

export const TASK_CHECKS: Checks<TaskOptions> = {
  taskId: aName,
  taskDisplayName: aName,
  owner: aName,
  startDate: aDate,
  endDate: aDate,
  triggerRule: oneOf(TRIGGER_RULES),
  dependsOnPast: aBoolean,
  ignoreFirstDependsOnPast: aBoolean,
  waitForDownstream: aBoolean,
  retries: aWholeNumber(0),
  retryDelay: seconds,
  retryExponentialBackoff: eitherOf(aBoolean, seconds),
  maxRetryDelay: someSeconds,
  executionTimeout: someSeconds,
  queue: aName,
  pool: aName,
  poolSlots: aWholeNumber(1),
  priorityWeight: aWholeNumber(-2_147_483_648),
  weightRule: oneOf(WEIGHT_RULES),
  maxActiveTisPerDag: aWholeNumber(1),
  maxActiveTisPerDagrun: aWholeNumber(1),
  doXcomPush: aBoolean,
  runAsUser: aName,
  docMd: aString,
  params: anObject,
  onExecute: callbacks,
  onSuccess: callbacks,
  onFailure: callbacks,
  onRetry: callbacks,
  onSkipped: callbacks,
  executor: aString,
  emailOnFailure: aBoolean,
  emailOnRetry: aBoolean,
  mapIndexTemplate: aString,
  returnsDagResult: aBoolean,
}
