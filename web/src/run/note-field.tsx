import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '../api/client.ts'
import { useMayEdit } from '../api/session.ts'
import { Failure } from '../shell/notice.tsx'
import './note-field.css'

/** As the column has it. */
const MOST_LETTERS = 1000

interface NoteFieldProps {
  readonly dagId: string
  readonly note: string | null
  /** Where it is set (Airflow's setNote). */
  readonly address: string
}

/** The note of a run or a task instance, to be read and, by who may, to be written. */
export function NoteField({ dagId, note, address }: NoteFieldProps) {
  const { t } = useTranslation()
  const mayEdit = useMayEdit(dagId)
  const [isEditing, setIsEditing] = useState(false)
  const hasNote = note !== null && note !== ''
  if (!hasNote && !mayEdit) return null
  if (isEditing) return <NoteForm {...{ dagId, note, address }} onDone={() => setIsEditing(false)} />
  return (
    <section className="note" data-empty={!hasNote || undefined} aria-label={t('note.title')}>
      {hasNote && <p className="note-text">{note}</p>}
      {mayEdit && (
        <button type="button" className="note-edit" onClick={() => setIsEditing(true)}>
          <Pencil size={13} aria-hidden />
          {t(hasNote ? 'note.edit' : 'note.add')}
        </button>
      )}
    </section>
  )
}

function NoteForm({ dagId, note, address, onDone }: NoteFieldProps & { readonly onDone: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(note ?? '')
  const save = useSave(dagId, address, onDone)
  const submit = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault()
    save.mutate(text.trim())
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onDone()
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
  }
  return (
    <form className="note" onSubmit={submit}>
      <textarea
        className="input note-input"
        aria-label={t('note.title')}
        value={text}
        maxLength={MOST_LETTERS}
        // biome-ignore lint/a11y/noAutofocus: whoever opens the field wants to write in it
        autoFocus
        onChange={event => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {save.error && <Failure error={save.error} />}
      <footer className="note-foot">
        <span className="soft number">
          {text.length} / {MOST_LETTERS}
        </span>
        <button type="button" className="button" onClick={onDone}>
          {t('app.cancel')}
        </button>
        <button type="submit" className="button primary" disabled={save.isPending}>
          {t('app.save')}
        </button>
      </footer>
    </form>
  )
}

/** An empty note takes it away. */
function useSave(dagId: string, address: string, onDone: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (note: string) => send('PATCH', address, { note: note === '' ? null : note }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['dag', dagId] })
      onDone()
    },
  })
}
