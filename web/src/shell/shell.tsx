import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveUpdates } from '../api/live.ts'
import { useSession } from '../api/session.ts'
import { Login } from '../login/login.tsx'
import { focusSearch, moveInList } from '../shortcuts/list-keys.ts'
import { useShortcuts } from '../shortcuts/shortcuts.ts'
import { useKeys } from '../shortcuts/use-keys.ts'
import { Announcements } from './announcements.tsx'
import { LiveBanner } from './live-banner.tsx'
import { Nav } from './nav.tsx'
import { Loading } from './notice.tsx'
import { usePageTitle } from './title.ts'

const CommandPalette = lazy(async () => ({ default: (await import('../palette/command-palette.tsx')).CommandPalette }))
const ShortcutHelp = lazy(async () => ({ default: (await import('../shortcuts/shortcut-help.tsx')).ShortcutHelp }))

/** What every page stands in; without a session it asks for one. */
export function Shell() {
  const { user } = useSession()
  return user === null ? <Login /> : <SignedIn />
}

function SignedIn() {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'palette' | 'help' | null>(null)
  const close = (): void => setOpen(null)
  const isLost = useLiveUpdates()
  usePageTitle()
  usePaletteKey(() => setOpen('palette'))
  useKeys()
  useShortcuts({
    help: () => setOpen('help'),
    search: focusSearch,
    'list.down': () => moveInList(1),
    'list.up': () => moveInList(-1),
  })
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <Nav onSearch={() => setOpen('palette')} />
      <main id="content" className="content" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <Announcements />
      <LiveBanner isLost={isLost} />
      <Suspense>
        {open === 'palette' && <CommandPalette onClose={close} onHelp={() => setOpen('help')} />}
        {open === 'help' && <ShortcutHelp onClose={close} />}
      </Suspense>
    </div>
  )
}

/** Ctrl+K or Command+K. */
function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      open()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}
