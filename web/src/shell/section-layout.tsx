import { Link, Outlet } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Loading } from './notice.tsx'
import { type SectionName, usePages } from './pages.ts'

/** What the pages of one section share: its name, and the way to the others. */
export function SectionLayout({ section: name }: { readonly section: SectionName }) {
  const { t } = useTranslation()
  const section = usePages().sections[name]
  return (
    <div className="page">
      {section && (
        <>
          <h1>{t(section.label)}</h1>
          <nav className="tabs" aria-label={t(section.label)}>
            {section.pages.map(({ to, label }) => (
              <Link key={to} to={to} className="tab" activeOptions={{ includeSearch: false }}>
                {t(label)}
              </Link>
            ))}
          </nav>
        </>
      )}
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    </div>
  )
}
