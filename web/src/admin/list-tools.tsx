import { Plus, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../api/session.ts'

interface SelectionToolsProps {
  /** Those of the selected rows. */
  readonly names: readonly string[]
  /** What one must be able to delete. */
  readonly resource: string
  readonly onRemove: (names: readonly string[]) => void
  /** What else can be done with those selected. */
  readonly children?: ReactNode
}

/** How many rows are selected, and what can be done with them. */
export function SelectionTools({ names, resource, onRemove, children }: SelectionToolsProps) {
  const { t } = useTranslation()
  const mayDelete = useMay('can_delete', resource)
  if (names.length === 0) return null
  return (
    <>
      <span className="soft">{t('list.selected', { count: names.length })}</span>
      {children}
      {mayDelete && (
        <button type="button" className="button danger" onClick={() => onRemove(names)}>
          <Trash2 size={15} aria-hidden />
          {t('admin.delete')}
        </button>
      )}
    </>
  )
}

interface NewButtonProps {
  readonly label: string
  /** What one must be able to create. */
  readonly resource: string
  readonly onNew: () => void
}

export function NewButton({ label, resource, onNew }: NewButtonProps) {
  const mayCreate = useMay('can_create', resource)
  if (!mayCreate) return null
  return (
    <button type="button" className="button primary" onClick={onNew}>
      <Plus size={15} aria-hidden />
      {label}
    </button>
  )
}
