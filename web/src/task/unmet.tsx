import { useTranslation } from 'react-i18next'

/** Why a task instance is not queued, in words; nothing for one that runs or has ended. */
export function Unmet({ reasons }: { readonly reasons: readonly string[] }) {
  const { t } = useTranslation()
  if (reasons.length === 0) return null
  return (
    <section className="reasons">
      <h3>{t('task.whyWaiting')}</h3>
      <ul>
        {reasons.map(reason => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </section>
  )
}
