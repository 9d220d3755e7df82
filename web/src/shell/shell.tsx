import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveUpdates } from '../api/live.ts'
import { useSession } from '../api/session.ts'
import { Login } from '../login/login.tsx'
import { Announcements } from './announcements.tsx'
import { Nav } from './nav.tsx'
import { Loading } from './notice.tsx'

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.tsx')).CommandPalette }))

/** What every page stands in; without a session it asks for one. */
export function Shell() {
  const { user } = useSession()
  return user === null ? <Login /> : <SignedIn />
}

function SignedIn() {
  const { t } = useTranslation()
  const [isSearching, setIsSearching] = useState(false)
  useLiveUpdates()
  useSearchKey(() => setIsSearching(true))
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <Nav onSearch={() => setIsSearching(true)} />
      <main id="content" className="content" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <Announcements />
      {isSearching && (
        <Suspense>
          <CommandPalette onClose={() => setIsSearching(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** Ctrl+K or Command+K. */
function useSearchKey(open: () => void): void {
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
