import { STATES } from './states.ts'

/** How many there are in each state. */
export type Counts = Readonly<Record<string, number>>

/** The states that have any, in the order in which pages list them. */
export const presentStates = (counts: Counts) => STATES.filter(state => (counts[state] ?? 0) > 0)

export const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

/** Of runs that are counted in parts, how many are in each state in all. */
export function totalsOf(parts: readonly { readonly runs: Counts }[]): Counts {
  const totals: Record<string, number> = {}
  for (const { runs } of parts)
    for (const [state, count] of Object.entries(runs)) totals[state] = (totals[state] ?? 0) + count
  return totals
}
