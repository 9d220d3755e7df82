import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './dialog.tsx'
import { Failure } from './notice.tsx'

interface ConfirmDialogProps {
  readonly title: string
  /** What will be gone, or different. */
  readonly children: ReactNode
  readonly submit: string
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks before something is done that cannot be taken back; stays open, and says why, where it is refused. */
export function ConfirmDialog({ title, children, submit, onConfirm, onClose }: ConfirmDialogProps) {
  const { t } = useTranslation()
  const confirm = useMutation({ mutationFn: onConfirm, onSuccess: onClose })
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="form">
        {children}
        {confirm.error && <Failure error={confirm.error} />}
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button
            type="button"
            className="button danger"
            disabled={confirm.isPending}
            onClick={() => confirm.mutate(undefined)}
          >
            {submit}
          </button>
        </footer>
      </div>
    </Dialog>
  )
}
