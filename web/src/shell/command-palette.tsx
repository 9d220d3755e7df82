import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dagListQuery } from '../api/queries.ts'
import { useModal } from './dialog.tsx'
import { allPages, usePages } from './pages.ts'
import { setTheme, THEMES } from './theme.ts'
import './command-palette.css'

/** DAGs, pages and commands by name, for the keyboard. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const ref = useModal()
  const [search, setSearch] = useState('')
  const close = (): void => ref.current?.close()
  return (
    <dialog ref={ref} className="dialog palette" aria-label={t('palette.title')} closedby="any" onClose={onClose}>
      <Command label={t('palette.title')}>
        <Command.Input value={search} onValueChange={setSearch} placeholder={t('palette.placeholder')} autoFocus />
        <Command.List>
          <Command.Empty>{t('palette.empty')}</Command.Empty>
          <Pages onDone={close} />
          <Dags search={search} onDone={close} />
          <Commands onDone={close} />
        </Command.List>
      </Command>
    </dialog>
  )
}

interface GroupProps {
  readonly onDone: () => void
}

function Pages({ onDone }: GroupProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const pages = allPages(usePages())
  return (
    <Command.Group heading={t('palette.pages')}>
      {pages.map(({ to, label, icon: Icon }) => (
        <Command.Item key={to} onSelect={() => void navigate({ to }).then(onDone)}>
          <Icon size={16} aria-hidden />
          {t(label)}
        </Command.Item>
      ))}
    </Command.Group>
  )
}

function Dags({ search, onDone }: GroupProps & { readonly search: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const found = useQuery(dagListQuery(new URLSearchParams({ limit: '8', search }).toString()))
  return (
    <Command.Group heading={t('palette.dags')}>
      {found.data?.dags.map(({ dagId, displayName }) => (
        <Command.Item
          key={dagId}
          value={`${dagId} ${displayName}`}
          onSelect={() => void navigate({ to: '/dags/$dagId', params: { dagId } }).then(onDone)}
        >
          {displayName}
        </Command.Item>
      ))}
    </Command.Group>
  )
}

function Commands({ onDone }: GroupProps) {
  const { t } = useTranslation()
  return (
    <Command.Group heading={t('palette.commands')}>
      {THEMES.map(theme => (
        <Command.Item
          key={theme}
          onSelect={() => {
            setTheme(theme)
            onDone()
          }}
        >
          {t('settings.theme')}: {t(`settings.${theme}`)}
        </Command.Item>
      ))}
    </Command.Group>
  )
}
