import { useTranslation } from 'react-i18next'
import type { RowSelection } from '../list/use-row-selection.ts'

/** In the head of the table. */
export function SelectAll<Row>({ selection }: { readonly selection: RowSelection<Row> }) {
  const { t } = useTranslation()
  return (
    <input type="checkbox" aria-label={t('admin.selectAll')} checked={selection.isAll} onChange={selection.toggleAll} />
  )
}

interface SelectOneProps<Row> {
  readonly selection: RowSelection<Row>
  readonly row: Row
  readonly name: string
}

/** In a row. */
export function SelectOne<Row>({ selection, row, name }: SelectOneProps<Row>) {
  const { t } = useTranslation()
  return (
    <input
      type="checkbox"
      aria-label={t('list.select', { name })}
      checked={selection.has(row)}
      onChange={() => selection.toggle(row)}
    />
  )
}
