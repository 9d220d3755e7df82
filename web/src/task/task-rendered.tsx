import { useTranslation } from 'react-i18next'
import { Empty } from '../shell/notice.tsx'

/** The template fields, as they were rendered for the last attempt. */
export function TaskRendered({ fields }: { readonly fields: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation()
  const entries = Object.entries(fields)
  if (entries.length === 0) return <Empty>{t('task.noRendered')}</Empty>
  return (
    <div className="stack">
      {entries.map(([name, value]) => (
        <section key={name} className="stack">
          <h3 className="mono">{name}</h3>
          <pre className="text-block">{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
        </section>
      ))}
    </div>
  )
}
