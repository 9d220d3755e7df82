import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { DagCounts } from '../../../runtime/api/ui/contract/dag-list.ts'
import type { Show } from '../dags/dag-filter.ts'

/** How many DAGs are in which condition; each leads to the list of them. */
export function CountTiles({ dags }: { readonly dags: DagCounts }) {
  const { t } = useTranslation()
  const tiles: readonly { readonly show: Show; readonly count: number; readonly state: string }[] = [
    { show: 'active', count: dags.unpaused, state: 'success' },
    { show: 'running', count: dags.running, state: 'running' },
    { show: 'failed', count: dags.failed, state: 'failed' },
    { show: 'paused', count: dags.paused, state: 'queued' },
  ]
  return (
    <section aria-label={t('home.dags')}>
      <ul className="tiles">
        {tiles.map(({ show, count, state }) => (
          <li key={show}>
            <Link to="/dags" search={{ show }} className={`tile state-${state}${count === 0 ? ' none' : ''}`}>
              <span className="tile-count">{count}</span>
              <span>{t(`home.${show}Dags`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
