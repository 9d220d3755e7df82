import { useTranslation } from 'react-i18next'
import { Empty, Failure } from './notice.tsx'

/** Where a page would be that could not be shown. */
export const PageError = ({ error, reset }: { readonly error: unknown; readonly reset: () => void }) => (
  <Failure error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
)

export function NotFound() {
  const { t } = useTranslation()
  return <Empty>{t('app.notFound')}</Empty>
}
