import { useTranslation } from 'react-i18next'
import type { BatchResult } from './batch.ts'

interface BatchFailuresProps {
  readonly result: BatchResult
  readonly isPending: boolean
  readonly onRetry: () => void
  readonly onClose: () => void
}

/** How many of how many were changed, and why the others were not. */
export function BatchFailures({ result, isPending, onRetry, onClose }: BatchFailuresProps) {
  const { t } = useTranslation()
  const { done, total, failed } = result
  return (
    <div className="form">
      <p role="alert">
        <strong>{t('batch.someFailed', { done, total, failed: total - done })}</strong>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul className="batch-failures" tabIndex={0}>
        {failed.map(({ step, reason }) => (
          <li key={step.label}>
            <span className="mono">{step.label}</span>
            <br />
            <span className="field-error">{reason}</span>
          </li>
        ))}
      </ul>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {t('app.close')}
        </button>
        <button type="button" className="button primary" disabled={isPending} onClick={onRetry}>
          {t('batch.retry')}
        </button>
      </footer>
    </div>
  )
}
