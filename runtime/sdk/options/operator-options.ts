import type { JsonValue } from '../../model/keys.ts'
import { DAG_RUN_STATES, type DagRunState } from '../../model/states.ts'
import {
  aBoolean,
  aDate,
  aName,
  anObject,
  aString,
  aWholeNumber,
  type Check,
  type Checks,
  eitherOf,
  isPlainObject,
  listOf,
  oneOf,
  someSeconds,
} from './check.ts'

/** What a bash task runs. `command`, `env` and `cwd` are templates. */
export interface BashSpec {
  /** Run as `bash -c command`; the last line that it prints is the task's value. */
  readonly command: string
  /** The environment of the command, instead of the worker's own. */
  readonly env?: Readonly<Record<string, string>>
  /** Adds `env` to the worker's environment instead of replacing it. */
  readonly appendEnv?: boolean
  readonly cwd?: string
  /** Exit codes that mean "skipped" instead of "failed"; 99 unless given, null for none. */
  readonly skipOnExitCode?: number | readonly number[] | null
}

/** A run to start of another DAG. `dagId`, `triggerRunId`, `conf` and a `logicalDate` given as text are templates. */
export interface TriggerDagRunSpec {
  /** Id of the task that starts the run. */
  readonly taskId: string
  /** The DAG to run. */
  readonly dagId: string
  readonly conf?: Readonly<Record<string, JsonValue>>
  readonly triggerRunId?: string
  readonly logicalDate?: Date | string
  /** Ends the task only when the run has reached one of `allowedStates` or `failedStates`. */
  readonly waitForCompletion?: boolean
  /** Seconds between two looks at the run. */
  readonly pokeInterval?: number
  /** Clears the run of that logical date when it exists already, instead of failing. */
  readonly resetDagRun?: boolean
  /** States of the run that mean success; `success` unless given. */
  readonly allowedStates?: readonly DagRunState[]
  /** States of the run that mean failure; `failed` unless given. */
  readonly failedStates?: readonly DagRunState[]
}

const anExitCode = aWholeNumber(0)

const anEnvironment: Check = value =>
  isPlainObject(value) && Object.values(value as object).every(each => typeof each === 'string')
    ? null
    : 'an object whose values are strings'

export const BASH_CHECKS: Checks<BashSpec> = {
  command: aName,
  env: anEnvironment,
  appendEnv: aBoolean,
  cwd: aString,
  skipOnExitCode: value => (value === null ? null : eitherOf(anExitCode, listOf(anExitCode, 'a list of them'))(value)),
}

const someRunStates = listOf(oneOf(DAG_RUN_STATES), `a list of run states (${DAG_RUN_STATES.join(', ')})`)

export const TRIGGER_DAG_RUN_CHECKS: Checks<TriggerDagRunSpec> = {
  taskId: aName,
  dagId: aName,
  conf: anObject,
  triggerRunId: aName,
  logicalDate: eitherOf(aDate, aName),
  waitForCompletion: aBoolean,
  pokeInterval: someSeconds,
  resetDagRun: aBoolean,
  allowedStates: someRunStates,
  failedStates: someRunStates,
}
