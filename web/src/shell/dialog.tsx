import { X } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

/** A window over the page: the browser keeps the focus in it, Escape and a click beside it close it. */
export function Dialog({ title, onClose, isWide = false, children }: DialogProps) {
  const { t } = useTranslation()
  const ref = useModal()
  const titleId = useId()
  return (
    <dialog
      ref={ref}
      className={isWide ? 'dialog wide' : 'dialog'}
      aria-labelledby={titleId}
      closedby="any"
      onClose={onClose}
    >
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" aria-label={t('app.close')} onClick={() => ref.current?.close()}>
          <X size={18} aria-hidden />
        </button>
      </header>
      {children}
    </dialog>
  )
}

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  /** For a table in it. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** Opens the dialog that gets this reference, as long as it is there; the focus then returns to where it was. */
export function useModal() {
  const ref = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return ref
}
