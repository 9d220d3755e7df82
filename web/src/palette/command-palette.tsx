import { Command } from 'cmdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useModal } from '../shell/dialog.tsx'
import { Commands } from './commands.tsx'
import { Dags, PageLinks, Runs, Tasks } from './places.tsx'
import { usePaused } from './use-paused.ts'
import './command-palette.css'

interface CommandPaletteProps {
  readonly onClose: () => void
  /** Shows the keyboard shortcuts instead. */
  readonly onHelp: () => void
}

/** Once typing pauses this long, the server is asked. */
const TYPING_MS = 180

/** DAGs, runs, tasks, pages and commands by name, for the keyboard. */
export function CommandPalette({ onClose, onHelp }: CommandPaletteProps) {
  const { t } = useTranslation()
  const ref = useModal()
  const [search, setSearch] = useState('')
  const asked = usePaused(search.trim(), TYPING_MS)
  // A dialog gives the focus to what can take it first, which is the frame around the field.
  useEffect(() => ref.current?.querySelector('input')?.focus(), [ref])
  const close = (): void => ref.current?.close()
  return (
    <dialog ref={ref} className="dialog palette" aria-label={t('palette.title')} closedby="any" onClose={onClose}>
      <Command label={t('palette.title')}>
        <Command.Input value={search} onValueChange={setSearch} placeholder={t('palette.placeholder')} />
        <Command.List>
          <Command.Empty>{t('palette.empty')}</Command.Empty>
          <PageLinks onDone={close} />
          <Commands onDone={close} onHelp={onHelp} />
          <Tasks search={search.trim()} onDone={close} />
          <Dags search={asked} onDone={close} />
          <Runs search={asked} onDone={close} />
        </Command.List>
      </Command>
    </dialog>
  )
}
