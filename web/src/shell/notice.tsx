import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** Instead of a list that is empty. */
export const Empty = ({ children }: { readonly children: ReactNode }) => <p className="empty">{children}</p>

/** What went wrong, in the server's words. */
export function Failure({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="failure" role="alert">
      <TriangleAlert size={16} aria-hidden />
      <span>
        <strong>{t('app.error')}.</strong> {error.message}
      </span>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {t('app.retry')}
        </button>
      )}
    </div>
  )
}

/** Holds the place of what is being loaded, without a word in the first moment. */
export function Loading() {
  const { t } = useTranslation()
  return (
    <div className="loading" role="status">
      <span className="unseen">{t('app.loading')}</span>
    </div>
  )
}
