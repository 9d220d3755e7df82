import { type Counts, presentStates } from './counts.ts'
import { stateClass } from './states.ts'

/** A state in words, beside its colour. */
export const StateBadge = ({ state }: { readonly state: string | null }) => (
  <span className={`state-badge ${stateClass(state)}`}>
    <span className="state-dot" />
    {state ?? 'none'}
  </span>
)

/** How many are in each state; states without any are left out. */
export const StateCounts = ({ counts }: { readonly counts: Counts }) => (
  <span className="state-counts">
    {presentStates(counts).map(state => (
      <span key={state} className="state-count" title={`${state}: ${counts[state]}`}>
        <span className={`state-dot ${stateClass(state)}`} />
        <span>{counts[state]}</span>
        <span className="unseen">{state}</span>
      </span>
    ))}
  </span>
)
