import type { Config } from '../config/config.ts'
import type { WeightRule } from '../model/dag.ts'
import type { DagDefaults } from '../sdk/serialization/defaults.ts'

/** What airflow.cfg says for DAGs and tasks that do not say it themselves. */
export const dagDefaults = (config: Config): DagDefaults => ({
  ownerDefault: config.string('operators', 'default_owner'),
  queue: config.string('operators', 'default_queue'),
  retries: config.integer('core', 'default_task_retries'),
  retryDelay: config.integer('core', 'default_task_retry_delay'),
  executionTimeout: config.optionalInteger('core', 'default_task_execution_timeout'),
  weightRule: config.string('core', 'default_task_weight_rule') as WeightRule,
  timezone: config.string('core', 'default_timezone'),
  catchup: config.boolean('scheduler', 'catchup_by_default'),
  maxActiveTasks: config.integer('core', 'max_active_tasks_per_dag'),
  maxActiveRuns: config.integer('core', 'max_active_runs_per_dag'),
  maxConsecutiveFailedDagRuns: config.integer('core', 'max_consecutive_failed_dag_runs_per_dag'),
})
