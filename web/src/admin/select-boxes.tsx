import { useTranslation } from 'react-i18next'
import type { Selected } from './selected.ts'

/** In the head of the table. */
export function SelectAll({ selected }: { readonly selected: Selected }) {
  const { t } = useTranslation()
  return (
    <input
      type="checkbox"
      aria-label={t('admin.selectAll')}
      checked={selected.isAll}
      onChange={event => selected.toggleAll(event.target.checked)}
    />
  )
}

/** In a row. */
export function SelectOne({ selected, name }: { readonly selected: Selected; readonly name: string }) {
  const { t } = useTranslation()
  return (
    <input
      type="checkbox"
      aria-label={t('admin.select', { name })}
      checked={selected.has(name)}
      onChange={event => selected.toggle(name, event.target.checked)}
    />
  )
}
