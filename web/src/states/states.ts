import { STATE_LETTERS, STATE_PRIORITY, type StateName } from '../../../runtime/api/ui/contract/dag.ts'

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

const RANKS = new Map<string | null, number>(STATE_PRIORITY.map((state, rank) => [state, rank]))

/** The state that several task instances show together; null where there are none. */
export function mostImportant<State extends string>(states: readonly (State | null)[]): State | null {
  return states.reduce((best, state) => (rankOf(state) < rankOf(best) ? state : best), null)
}

const rankOf = (state: string | null): number => RANKS.get(state) ?? STATE_PRIORITY.length

/** The class that gives an element the colour of a state (states.css); no state yet is `none`. */
export const stateClass = (state: string | null): string => `state-${state ?? 'none'}`
