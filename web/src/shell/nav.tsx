import { Link } from '@tanstack/react-router'
import { Boxes, History, Play, Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { SettingsMenu } from './settings-menu.tsx'

/** The pages of the main navigation; the command palette offers the same. */
export const PAGES = [
  { to: '/dags', label: 'nav.dags', icon: Boxes },
  { to: '/runs', label: 'nav.runs', icon: Play },
  { to: '/audit', label: 'nav.audit', icon: History },
] as const

export function Nav({ onSearch }: { readonly onSearch: () => void }) {
  const { t } = useTranslation()
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <Brand />
      <button type="button" className="nav-search" onClick={onSearch} aria-keyshortcuts="Control+K">
        <Search size={16} aria-hidden />
        <span className="nav-text">{t('nav.search')}</span>
        <kbd aria-hidden>Ctrl K</kbd>
      </button>
      <ul className="nav-links">
        {PAGES.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Link to={to} className="nav-link">
              <Icon size={18} aria-hidden />
              <span className="nav-text">{t(label)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <SettingsMenu />
    </nav>
  )
}

const Brand = () => (
  <Link to="/" className="brand" aria-label="Slipstream">
    <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0f6f8f" />
      {[0, 6, 12].map(down => (
        <path
          key={down}
          transform={`translate(0 ${down})`}
          d="M6 12.5c5-5 9 3 14 0 2-1.2 3.500-2.500 6-2.500"
          fill="none"
          stroke="#fff"
          strokeWidth="2.4"
          strokeLinecap="round"
        />
      ))}
    </svg>
    <span className="nav-text">Slipstream</span>
  </Link>
)
