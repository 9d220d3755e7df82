import { type ComponentProps, type ReactNode, useId } from 'react'
import { useFieldProblem } from './form-dialog.tsx'

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly hint?: ReactNode
}

/** What ties a control to its label, its hint and what is wrong with it. */
interface Ties {
  readonly id: string
  readonly name: string
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby': string
}

/** A label, its control, a hint, and what is wrong with it. */
export function Field({ name, label, hint, control }: FieldProps & { readonly control: (ties: Ties) => ReactNode }) {
  const id = useId()
  const problem = useFieldProblem(name)
  const noteId = `${id}-note`
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {control({ id, name, 'aria-invalid': problem !== null, 'aria-describedby': noteId })}
      <FieldNote id={noteId} hint={hint} problem={problem} />
    </div>
  )
}

interface FieldNoteProps {
  readonly id: string
  readonly hint: ReactNode
  readonly problem: string | null
}

const FieldNote = ({ id, hint, problem }: FieldNoteProps) => (
  <div id={id} className="field-note">
    {problem !== null && (
      <p className="field-error" role="alert">
        {problem}
      </p>
    )}
    {hint !== undefined && <div className="hint">{hint}</div>}
  </div>
)

/** One line of text, also of a number or a password. */
export function TextField({ name, label, hint, className, ...input }: FieldProps & ComponentProps<'input'>) {
  return (
    <Field
      name={name}
      label={label}
      hint={hint}
      control={ties => <input {...input} {...ties} className={`input ${className ?? ''}`} />}
    />
  )
}

/** On or off; FormData holds `on` or nothing. */
export function CheckField({ name, label, hint, ...input }: FieldProps & ComponentProps<'input'>) {
  const id = useId()
  return (
    <div className="field">
      <label className="check">
        <input {...input} type="checkbox" name={name} aria-describedby={id} />
        {label}
      </label>
      <FieldNote id={id} hint={hint} problem={useFieldProblem(name)} />
    </div>
  )
}
