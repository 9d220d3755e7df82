import { useTranslation } from 'react-i18next'
import { Empty } from '../shell/notice.tsx'
import { NamedValues } from './named-values.tsx'

/** The template fields, as they were rendered for the last attempt. */
export function TaskRendered({ fields }: { readonly fields: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation()
  const entries = Object.entries(fields)
  if (entries.length === 0) return <Empty>{t('task.noRendered')}</Empty>
  return <NamedValues values={entries} />
}
