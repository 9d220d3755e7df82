import { useTranslation } from 'react-i18next'

interface DialogFootProps {
  readonly submit: string
  readonly isDanger?: boolean | undefined
  readonly isDisabled: boolean
  /** Absent in a form, which is sent instead. */
  readonly onSubmit?: () => void
  readonly onClose: () => void
}

/** The way out of a dialog, and the button that does what the dialog is about. */
export function DialogFoot({ submit, isDanger = false, isDisabled, onSubmit, onClose }: DialogFootProps) {
  const { t } = useTranslation()
  return (
    <footer className="dialog-foot">
      <button type="button" className="button" onClick={onClose}>
        {t('app.cancel')}
      </button>
      <button
        type={onSubmit === undefined ? 'submit' : 'button'}
        className={isDanger ? 'button danger' : 'button primary'}
        disabled={isDisabled}
        onClick={onSubmit}
      >
        {submit}
      </button>
    </footer>
  )
}
