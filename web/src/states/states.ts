import { STATE_LETTERS, type StateName } from '../../../runtime/api/ui/contract/dag.ts'

/** Every state, in the order in which pages list them. */
export const STATES: readonly StateName[] = [
  'running',
  'queued',
  'scheduled',
  'deferred',
  'restarting',
  'up_for_retry',
  'up_for_reschedule',
  'success',
  'skipped',
  'failed',
  'upstream_failed',
  'removed',
  'none',
]

const NAMES = new Map(Object.entries(STATE_LETTERS).map(([name, letter]) => [letter as string, name as StateName]))

/** Null for a task that the run does not have. */
export const stateOfLetter = (letter: string | undefined): StateName | null =>
  letter === undefined ? null : (NAMES.get(letter) ?? null)

/** The class that gives an element the colour of a state (states.css); no state yet is `none`. */
export const stateClass = (state: string | null): string => `state-${state ?? 'none'}`
