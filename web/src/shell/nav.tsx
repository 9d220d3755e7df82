import { Link, useLocation } from '@tanstack/react-router'
import { type LucideIcon, Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Page, type Section, usePages } from './pages.ts'
import { SettingsMenu } from './settings-menu.tsx'

export function Nav({ onSearch }: { readonly onSearch: () => void }) {
  const { t } = useTranslation()
  const { main, sections } = usePages()
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <Brand />
      <button type="button" className="nav-search" onClick={onSearch} aria-keyshortcuts="Control+K">
        <Search size={16} aria-hidden />
        <span className="nav-text">{t('nav.search')}</span>
        <kbd aria-hidden>Ctrl K</kbd>
      </button>
      <ul className="nav-links">
        {main.map(page => (
          <li key={page.to}>
            <NavLink to={page.to} icon={page.icon} label={t(page.label)} isHere={false} />
          </li>
        ))}
        {Object.values(sections).map(section => (
          <li key={section.label}>
            <SectionLink section={section} />
          </li>
        ))}
      </ul>
      <SettingsMenu />
    </nav>
  )
}

/** Leads to the first page of the section, and shows when one is at any of them. */
function SectionLink({ section: { label, icon, pages } }: { readonly section: Section }) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const [first] = pages
  if (first === undefined) return null
  return <NavLink to={first.to} icon={icon} label={t(label)} isHere={pages.some(({ to }) => to === pathname)} />
}

interface NavLinkProps {
  readonly to: Page['to']
  readonly icon: LucideIcon
  readonly label: string
  /** Marks the link even where it leads to another page than this. */
  readonly isHere: boolean
}

const NavLink = ({ to, icon: Icon, label, isHere }: NavLinkProps) => (
  <Link
    to={to}
    activeOptions={{ exact: to === '/', includeSearch: false }}
    className={isHere ? 'nav-link active' : 'nav-link'}
  >
    <Icon size={18} aria-hidden />
    <span className="nav-text">{label}</span>
  </Link>
)

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
