import { DAG_ACTIONS, DAG_RUN_ACTIONS, type DagAccess } from '../../model/dag.ts'
import type { JsonValue } from '../../model/keys.ts'
import type { DagCallback } from '../task/context.ts'
import {
  aBoolean,
  aDate,
  aName,
  anObject,
  aString,
  aWholeNumber,
  type Check,
  type Checks,
  callbacks,
  isPlainObject,
  listOf,
  oneOf,
  optionsProblem,
  seconds,
  someSeconds,
} from './check.ts'
import type { TaskOptions } from './task-options.ts'

/** A fixed time between runs: the sum of its fields. */
export interface ScheduleInterval {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
}

/** What a DAG takes beside its id. Every field is optional; Airflow's name is the same in snake case. */
export interface DagOptions {
  /** A cron expression, a preset such as `@daily`, `@once`, `@continuous`, an interval, or null for manual runs only. */
  readonly schedule?: string | ScheduleInterval | null
  /** IANA name of the time zone in which a cron schedule is read. */
  readonly timezone?: string
  readonly startDate?: Date
  readonly endDate?: Date
  readonly catchup?: boolean
  readonly description?: string
  readonly dagDisplayName?: string
  readonly docMd?: string
  readonly tags?: readonly string[]
  readonly params?: Readonly<Record<string, JsonValue>>
  /** Options of every task that does not give its own. */
  readonly defaultArgs?: Omit<TaskOptions, 'taskId'>
  /** Queue of every task that does not name its own. */
  readonly queue?: string
  readonly maxActiveTasks?: number
  readonly maxActiveRuns?: number
  readonly maxConsecutiveFailedDagRuns?: number
  /** Seconds that a run may take. */
  readonly dagrunTimeout?: number
  /** Ends the run at the first task that fails. */
  readonly failFast?: boolean
  /**
   * What roles may do with this DAG: `{ Analysts: ['can_read', 'can_edit'] }`, or with the DAG and its runs:
   * `{ Analysts: { DAGs: ['can_edit'], 'DAG Runs': ['can_create'] } }`. A role that does not exist is made.
   */
  readonly accessControl?: Readonly<Record<string, DagAccess>>
  /** Templates that are one expression give the value itself instead of its text. */
  readonly renderTemplateAsNativeObj?: boolean
  readonly isPausedUponCreation?: boolean
  readonly onSuccess?: DagCallback | readonly DagCallback[]
  readonly onFailure?: DagCallback | readonly DagCallback[]
  /** Accepted so that files written for Airflow's SDK load; DAG files are not versioned. */
  readonly disableBundleVersioning?: boolean
}

const INTERVAL_CHECKS: Checks<ScheduleInterval> = {
  days: seconds,
  hours: seconds,
  minutes: seconds,
  seconds,
}

/** Airflow: TAG_MAX_LEN. */
const TAG_MAX_LENGTH = 100

const isTag: Check = value =>
  typeof value === 'string' && value !== '' && value.length <= TAG_MAX_LENGTH ? null : 'a tag'

const aSchedule: Check = value =>
  value === null || typeof value === 'string' || optionsProblem(value, INTERVAL_CHECKS) === null
    ? null
    : 'a cron expression, @once, @continuous, null, or an interval such as { hours: 6 }'

const actions = listOf(oneOf(DAG_ACTIONS), 'a list of actions')
const ACCESS_CHECKS = { DAGs: actions, 'DAG Runs': listOf(oneOf(DAG_RUN_ACTIONS), 'a list of actions') }

const isAccess = (value: unknown): boolean =>
  actions(value) === null || (isPlainObject(value) && optionsProblem(value, ACCESS_CHECKS) === null)

const anAccessControl: Check = value =>
  isPlainObject(value) && Object.values(value as object).every(isAccess)
    ? null
    : `an object from roles to lists of ${DAG_ACTIONS.join(', ')}, or to such lists for DAGs and DAG Runs`

export const DAG_CHECKS: Checks<DagOptions> = {
  schedule: aSchedule,
  timezone: aName,
  startDate: aDate,
  endDate: aDate,
  catchup: aBoolean,
  description: aString,
  dagDisplayName: aName,
  docMd: aString,
  tags: listOf(isTag, `a list of strings of 1 to ${TAG_MAX_LENGTH} characters`),
  params: anObject,
  defaultArgs: anObject,
  queue: aName,
  maxActiveTasks: aWholeNumber(1),
  maxActiveRuns: aWholeNumber(1),
  maxConsecutiveFailedDagRuns: aWholeNumber(0),
  dagrunTimeout: someSeconds,
  failFast: aBoolean,
  accessControl: anAccessControl,
  renderTemplateAsNativeObj: aBoolean,
  isPausedUponCreation: aBoolean,
  onSuccess: callbacks,
  onFailure: callbacks,
  disableBundleVersioning: aBoolean,
}
