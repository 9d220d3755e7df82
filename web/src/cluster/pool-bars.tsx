import { useTranslation } from 'react-i18next'
import type { PoolUse } from '../../../runtime/api/ui/contract/cluster.ts'
import { SlotBar } from './slot-bar.tsx'
import './cluster.css'

/** The slots of each pool, and what holds or waits for them. */
export function PoolBars({ pools }: { readonly pools: readonly PoolUse[] }) {
  const { t } = useTranslation()
  return (
    <section className="card">
      <h2>{t('cluster.pools')}</h2>
      <ul className="pool-bars">
        {pools.map(pool => (
          <li key={pool.name}>
            <span className="pool-name">{pool.name}</span>
            <SlotBar
              label={pool.name}
              total={pool.slots === -1 ? null : pool.slots}
              used={pool.occupied}
              states={{
                running: pool.running,
                queued: pool.queued,
                deferred: pool.occupied - pool.running - pool.queued,
              }}
            />
            <span className="hint number">
              {pool.scheduled > 0 && t('cluster.poolWaiting', { count: pool.scheduled })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
