import { useTranslation } from 'react-i18next'
import type { HomePage } from '../../../runtime/api/ui/contract/home.ts'
import { RelativeTime } from '../time/time.tsx'

/** DAG files that do not load, each with its error to unfold; nothing where all of them load. */
export function ImportErrors({ errors: { total, first } }: { readonly errors: NonNullable<HomePage['importErrors']> }) {
  const { t } = useTranslation()
  if (total === 0) return null
  return (
    <section className="card import-errors">
      <h2>{t('home.importErrors', { count: total })}</h2>
      {first.map(({ filename, text, atMs }) => (
        <details key={filename}>
          <summary>
            <span className="mono">{filename}</span>{' '}
            <span className="hint">
              <RelativeTime ms={atMs} />
            </span>
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre tabIndex={0}>{text}</pre>
        </details>
      ))}
      {total > first.length && <p className="hint">{t('home.moreErrors', { count: total - first.length })}</p>}
    </section>
  )
}
