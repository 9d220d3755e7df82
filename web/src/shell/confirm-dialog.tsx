import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { DialogFoot } from './dialog-foot.tsx'
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
  const confirm = useMutation({ mutationFn: onConfirm, onSuccess: onClose })
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="form">
        {children}
        {confirm.error && <Failure error={confirm.error} />}
        <DialogFoot
          submit={submit}
          isDanger
          isDisabled={confirm.isPending}
          onSubmit={() => confirm.mutate(undefined)}
          onClose={onClose}
        />
      </div>
    </Dialog>
  )
}
