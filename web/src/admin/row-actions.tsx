import { Copy, type LucideIcon, Pencil, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'

interface RowActionsProps {
  /** Of the row, for screen readers. */
  readonly name: string
  /** Null where the user may not. */
  readonly onEdit: (() => void) | null
  readonly onRemove: (() => void) | null
  readonly onDuplicate?: (() => void) | null
}

/** What can be done with the row of a list. */
export function RowActions({ name, onEdit, onRemove, onDuplicate = null }: RowActionsProps) {
  const { t } = useTranslation()
  return (
    <span className="row-actions">
      <RowButton label={t('admin.editOne', { name })} icon={Pencil} onClick={onEdit} />
      <RowButton label={t('admin.duplicateOne', { name })} icon={Copy} onClick={onDuplicate} />
      <RowButton label={t('admin.deleteOne', { name })} icon={Trash2} onClick={onRemove} />
    </span>
  )
}

interface RowButtonProps {
  readonly label: string
  readonly icon: LucideIcon
  readonly onClick: (() => void) | null
}

const RowButton = ({ label, icon: Icon, onClick }: RowButtonProps) =>
  onClick === null ? null : (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon size={16} aria-hidden />
    </button>
  )
