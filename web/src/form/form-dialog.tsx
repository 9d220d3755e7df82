import { useMutation } from '@tanstack/react-query'
import { createContext, type FormEvent, type ReactNode, useContext, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { announce } from '../shell/announcements.tsx'
import { Dialog } from '../shell/dialog.tsx'
import { type Problem, problemOf } from './problem.ts'
import './form.css'

interface FormDialogProps {
  readonly title: string
  /** What the button says that makes the change. */
  readonly submit: string
  /** What is said, for a moment, once the change is made. */
  readonly done: string
  /** Makes the change; what it throws stands beside the field that it names, and nothing typed is lost. */
  readonly onSubmit: (form: FormData) => Promise<unknown>
  readonly onClose: () => void
  /** The field whose value must not exist yet. */
  readonly takenField?: string
  /** For what cannot be undone. */
  readonly isDangerous?: boolean
  readonly isWide?: boolean
  /** More buttons, at the other end of the foot. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** A form in a window: Enter submits, Escape cancels, and the focus returns to where it was. */
export function FormDialog({ title, onClose, isWide = false, ...form }: FormDialogProps) {
  return (
    <Dialog title={title} onClose={onClose} isWide={isWide}>
      <DialogForm onClose={onClose} {...form} />
    </Dialog>
  )
}

const ProblemContext = createContext<Problem | null>(null)

/** What is wrong with the field of that name, if anything is. */
export function useFieldProblem(name: string): string | null {
  const problem = useContext(ProblemContext)
  return problem?.field === name ? problem.message : null
}

function DialogForm({ takenField, children, ...props }: Omit<FormDialogProps, 'title' | 'isWide'>) {
  const form = useRef<HTMLFormElement>(null)
  const { onSubmit, onClose, done } = props
  const save = useMutation({
    mutationFn: onSubmit,
    onSuccess: () => {
      onClose()
      announce(done)
    },
    onError: error => controlOf(form.current, problemOf(error, takenField ?? null))?.focus(),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    save.mutate(new FormData(event.currentTarget))
  }
  const problem = save.error === null ? null : problemOf(save.error, takenField ?? null)
  return (
    <form ref={form} className="form" onSubmit={submit} noValidate>
      <ProblemContext value={problem}>{children}</ProblemContext>
      {problem !== null && controlOf(form.current, problem) === null && (
        <p className="field-error" role="alert">
          {problem.message}
        </p>
      )}
      <Foot {...props} isPending={save.isPending} />
    </form>
  )
}

/** Null for a problem that none of the fields is to blame for. */
function controlOf(form: HTMLFormElement | null, { field }: Problem): HTMLElement | null {
  const control = field === null ? null : form?.elements.namedItem(field)
  const first = control instanceof RadioNodeList ? control[0] : control
  return first instanceof HTMLElement ? first : null
}

type FootProps = Pick<FormDialogProps, 'submit' | 'onClose' | 'isDangerous' | 'aside'> & { readonly isPending: boolean }

function Foot({ submit, onClose, isDangerous = false, aside, isPending }: FootProps) {
  const { t } = useTranslation()
  return (
    <footer className="dialog-foot">
      {aside}
      <span className="spring" />
      <button type="button" className="button" onClick={onClose}>
        {t('app.cancel')}
      </button>
      <button type="submit" className={isDangerous ? 'button primary danger' : 'button primary'} disabled={isPending}>
        {submit}
      </button>
    </footer>
  )
}
