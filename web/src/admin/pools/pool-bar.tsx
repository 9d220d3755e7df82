import { useTranslation } from 'react-i18next'
import { stateClass } from '../../states/states.ts'
import type { Pool } from './pool-queries.ts'
import './pools.css'

interface Share {
  readonly state: 'running' | 'queued' | 'deferred' | 'scheduled'
  readonly slots: number
  /** What is scheduled waits for slots, and what is deferred may hold none. */
  readonly isHeld: boolean
}

/** The slots of a pool by who holds them; those that wait for slots are named beside it. */
export function PoolBar({ pool }: { readonly pool: Pool }) {
  const { t } = useTranslation()
  const shares = sharesOf(pool)
  const held = shares.filter(({ isHeld, slots }) => isHeld && slots > 0)
  // A pool may hold more than it has, after it was made smaller.
  const total = Math.max(pool.slots, pool.occupied_slots, 1)
  return (
    <div className="pool">
      <div className="pool-bar" aria-hidden>
        {held.map(({ state, slots }) => (
          <span
            key={state}
            className={`pool-share ${stateClass(state)}`}
            style={{ width: `${(slots / total) * 100}%` }}
          />
        ))}
      </div>
      <ul className="pool-counts">
        <li className="pool-count">
          {pool.open_slots === -1 ? t('pools.alwaysOpen') : t('pools.open', { count: pool.open_slots })}
        </li>
        {shares.map(({ state, slots }) => (
          <li key={state} className={slots === 0 ? 'pool-count soft' : 'pool-count'}>
            <span className={`state-dot ${stateClass(state)}`} />
            {slots} {state}
          </li>
        ))}
      </ul>
    </div>
  )
}

const sharesOf = (pool: Pool): readonly Share[] => [
  { state: 'running', slots: pool.running_slots, isHeld: true },
  { state: 'queued', slots: pool.queued_slots, isHeld: true },
  { state: 'deferred', slots: pool.deferred_slots, isHeld: pool.include_deferred },
  { state: 'scheduled', slots: pool.scheduled_slots, isHeld: false },
]
