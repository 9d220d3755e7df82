import { useTranslation } from 'react-i18next'
import type { RowSelection } from './use-row-selection.ts'

/** Chooses all rows of the table, or none. */
export function SelectHead<Row>({ selection }: { readonly selection: RowSelection<Row> }) {
  const { t } = useTranslation()
  const isSome = selection.rows.length > 0 && !selection.isAll
  return (
    <th className="select-cell">
      <input
        type="checkbox"
        aria-label={t('list.selectAll')}
        checked={selection.isAll}
        ref={box => {
          if (box !== null) box.indeterminate = isSome
        }}
        onChange={selection.toggleAll}
      />
    </th>
  )
}

interface SelectCellProps<Row> {
  readonly selection: RowSelection<Row>
  readonly row: Row
  readonly name: string
  /** False for what the user may not change. */
  readonly isSelectable: boolean
}

export function SelectCell<Row>({ selection, row, name, isSelectable }: SelectCellProps<Row>) {
  const { t } = useTranslation()
  return (
    <td className="select-cell">
      {isSelectable && (
        <input
          type="checkbox"
          aria-label={t('list.select', { name })}
          checked={selection.has(row)}
          onChange={() => selection.toggle(row)}
        />
      )}
    </td>
  )
}
