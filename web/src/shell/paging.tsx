import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'

interface PagingProps {
  readonly offset: number
  readonly limit: number
  readonly total: number
  readonly onOffset: (offset: number) => void
}

/** Steps through a list that is longer than a page; says nothing of shorter ones. */
export function Paging({ offset, limit, total, onOffset }: PagingProps) {
  const { t } = useTranslation()
  if (total <= limit && offset === 0) return null
  const to = Math.min(offset + limit, total)
  return (
    <div className="paging">
      <span className="soft number">{t('app.range', { from: offset + 1, to, total })}</span>
      <button
        type="button"
        className="icon-button"
        aria-label={t('app.previous')}
        disabled={offset === 0}
        onClick={() => onOffset(Math.max(0, offset - limit))}
      >
        <ChevronLeft size={18} aria-hidden />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={t('app.next')}
        disabled={to >= total}
        onClick={() => onOffset(offset + limit)}
      >
        <ChevronRight size={18} aria-hidden />
      </button>
    </div>
  )
}
