import type { WeightRule } from '../../model/dag.ts'

/** What airflow.cfg says for DAGs and tasks that do not say it themselves. */
export interface DagDefaults {
  /** [operators] default_owner. */
  readonly ownerDefault: string
  /** [operators] default_queue. */
  readonly queue: string
  /** [core] default_task_retries. */
  readonly retries: number
  /** [core] default_task_retry_delay, in seconds. */
  readonly retryDelay: number
  /** [core] default_task_execution_timeout, in seconds. */
  readonly executionTimeout: number | null
  /** [core] default_task_weight_rule. */
  readonly weightRule: WeightRule
  /** [core] default_timezone, an IANA name. */
  readonly timezone: string
  /** [scheduler] catchup_by_default. */
  readonly catchup: boolean
  /** [core] max_active_tasks_per_dag. */
  readonly maxActiveTasks: number
  /** [core] max_active_runs_per_dag. */
  readonly maxActiveRuns: number
  /** [core] max_consecutive_failed_dag_runs_per_dag. */
  readonly maxConsecutiveFailedDagRuns: number
}

/** The defaults of Airflow 2.10 itself. */
export const AIRFLOW_DEFAULTS: DagDefaults = {
  ownerDefault: 'airflow',
  queue: 'default',
  retries: 0,
  retryDelay: 300,
  executionTimeout: null,
  weightRule: 'downstream',
  timezone: 'UTC',
  catchup: true,
  maxActiveTasks: 16,
  maxActiveRuns: 16,
  maxConsecutiveFailedDagRuns: 0,
}
