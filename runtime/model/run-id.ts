import { SlipstreamError } from './errors.ts'
import type { RunType } from './keys.ts'
import { isoFormat } from './time.ts'

/** A run_id given by a user that Airflow 2.x would refuse. */
export class InvalidRunId extends SlipstreamError {
  override readonly name = 'InvalidRunId'
}

/** `scheduled__2026-11-22T00:00:00+00:00`; microseconds only when non-zero. */
export const runId = (type: RunType, logicalDateMs: number): string => `${type}__${isoFormat(logicalDateMs)}`

/** A run_id without a known prefix is a manual one. */
export const runTypeOf = (id: string): RunType => RUN_TYPES.find(type => id.startsWith(`${type}__`)) ?? 'manual'

/**
 * Checks the run_id that a user gives a manual run against `[scheduler] allowed_run_id_pattern`. Throws InvalidRunId when
 * its prefix is reserved for another type, when it fits neither that pattern nor the built-in one, or when the pattern
 * is no regular expression.
 */
export function validateRunId(id: string, allowedPattern: string): void {
  const type = runTypeOf(id)
  if (type !== 'manual') {
    throw new InvalidRunId(`A manual DAG run cannot have the run_id "${id}": "${type}__" is reserved for ${type} runs`)
  }
  if (BUILT_IN_PATTERN.test(id) || matchesStart(allowedPattern.trim(), id)) return
  throw new InvalidRunId(
    `The run_id "${id}" is not allowed: it fits neither allowed_run_id_pattern "${allowedPattern}" nor the built-in form ${runId('manual', 0)}`,
  )
}

const RUN_TYPES: readonly RunType[] = ['backfill', 'scheduled', 'manual', 'dataset_triggered']

const BUILT_IN_PATTERN = /^(?:manual|scheduled|dataset_triggered)__\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+00:00$/

// Python's re.match: anchored at the start only.
function matchesStart(pattern: string, text: string): boolean {
  if (pattern === '') return false
  try {
    return new RegExp(`^(?:${pattern})`).test(text)
  } catch (error) {
    throw new InvalidRunId(
      `[scheduler] allowed_run_id_pattern is "${pattern}", which is no regular expression. Correct it in airflow.cfg`,
      { cause: error },
    )
  }
}
