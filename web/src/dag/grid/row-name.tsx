import { ChevronDown, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { GridRow } from './rows.ts'

interface RowNameProps {
  readonly row: GridRow
  readonly onToggle: (groupId: string) => void
}

/** What a line is called; a group can be folded there. */
export const RowName = ({ row, onToggle }: RowNameProps) => (
  <div className="grid-name" role="rowheader" style={{ paddingLeft: 8 + row.depth * 14 }} title={row.id}>
    {row.isGroup ? <FoldButton row={row} onToggle={onToggle} /> : <span className="grid-label">{row.label}</span>}
  </div>
)

function FoldButton({ row, onToggle }: RowNameProps) {
  const { t } = useTranslation()
  const Arrow = row.isFolded ? ChevronRight : ChevronDown
  return (
    <button
      type="button"
      className="grid-fold"
      aria-expanded={!row.isFolded}
      title={t('dag.foldGroup', { group: row.id })}
      onClick={() => onToggle(row.id)}
    >
      <Arrow size={14} aria-hidden />
      <span className="grid-label">{row.label}</span>
      <span className="soft number">{row.taskIds.length}</span>
    </button>
  )
}
