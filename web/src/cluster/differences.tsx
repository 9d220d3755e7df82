import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ClusterDifference } from '../../../runtime/api/ui/contract/cluster.ts'
import './cluster.css'

/** Where nodes of the cluster differ, and what to do about it. */
export function Differences({ differences }: { readonly differences: readonly ClusterDifference[] }) {
  const { t } = useTranslation()
  if (differences.length === 0) return null
  return (
    <ul className="differences" aria-label={t('cluster.differences')}>
      {differences.map(({ what, nodes, advice }) => (
        <li key={`${what} ${nodes}`} className="difference">
          <TriangleAlert size={16} aria-hidden />
          <div>
            <strong>{t('cluster.differ', { what })}</strong> <span className="mono">{nodes}</span>
            <p className="soft">{advice}.</p>
          </div>
        </li>
      ))}
    </ul>
  )
}
