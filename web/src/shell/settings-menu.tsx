import { Link } from '@tanstack/react-router'
import { Settings } from 'lucide-react'
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLogOut, useSession } from '../api/session.ts'
import { LANGUAGES, type Language, setLanguage } from '../language/language.ts'
import { allZones, setZone, useZone } from '../time/zone.ts'
import { setTheme, THEMES, type Theme, useTheme } from './theme.ts'

/** Theme, language, time zone, and signing out. */
export function SettingsMenu() {
  const { t } = useTranslation()
  return (
    <Popover.Root>
      <Popover.Trigger className="nav-link">
        <Settings size={18} aria-hidden />
        <span className="nav-text">{t('nav.settings')}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" side="top" align="start" sideOffset={8} collisionPadding={8}>
          <Choices />
          <Account />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Choices() {
  const { t, i18n } = useTranslation()
  const theme = useTheme()
  const zone = useZone()
  return (
    <div className="form">
      <Choice label={t('settings.theme')} value={theme} onChange={value => setTheme(value as Theme)}>
        {THEMES.map(name => (
          <option key={name} value={name}>
            {t(`settings.${name}`)}
          </option>
        ))}
      </Choice>
      <Choice
        label={t('settings.language')}
        value={i18n.language}
        onChange={value => void setLanguage(value as Language)}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </Choice>
      <Choice label={t('settings.zone')} value={zone} onChange={setZone}>
        {allZones().map(name => (
          <option key={name}>{name}</option>
        ))}
      </Choice>
    </div>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly children: ReactNode
}

const Choice = ({ label, value, onChange, children }: ChoiceProps) => (
  <label className="field">
    <span>{label}</span>
    <select className="input" value={value} onChange={event => onChange(event.target.value)}>
      {children}
    </select>
  </label>
)

function Account() {
  const { t } = useTranslation()
  const { user } = useSession()
  const logOut = useLogOut()
  return (
    <div className="account">
      <Popover.Close asChild>
        <Link to="/profile">
          <strong>{user?.username}</strong>
          <span className="soft"> {user?.roles.join(', ')}</span>
        </Link>
      </Popover.Close>
      <button type="button" className="button" onClick={() => logOut.mutate()}>
        {t('nav.logOut')}
      </button>
    </div>
  )
}
