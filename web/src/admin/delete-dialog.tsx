import { useTranslation } from 'react-i18next'
import { FormDialog } from '../form/form-dialog.tsx'

interface DeleteDialogProps {
  /** What they are: variables, pools. */
  readonly what: string
  readonly names: readonly string[]
  readonly remove: (name: string) => Promise<unknown>
  /** Called also where some were deleted before one could not be. */
  readonly onChanged: () => Promise<unknown>
  readonly onClose: () => void
  /** What goes with them. */
  readonly warning?: string
}

/** Asks before it deletes one or more. */
export function DeleteDialog({ what, names, remove, onChanged, onClose, warning }: DeleteDialogProps) {
  const { t } = useTranslation()
  const removeAll = async (): Promise<void> => {
    try {
      for (const name of names) await remove(name)
    } finally {
      await onChanged()
    }
  }
  return (
    <FormDialog
      title={t('admin.deleteTitle', { what })}
      submit={t('admin.delete')}
      done={t('admin.deleted', { count: names.length })}
      isDangerous
      onSubmit={removeAll}
      onClose={onClose}
    >
      <p>{t('admin.deleteQuestion')}</p>
      <ul className="delete-names mono">
        {names.map(name => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      {warning !== undefined && <p className="hint">{warning}</p>}
    </FormDialog>
  )
}
