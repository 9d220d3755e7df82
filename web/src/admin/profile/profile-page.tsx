import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type SessionUser, useMay, useSession } from '../../api/session.ts'
import { PasswordDialog } from './password-dialog.tsx'
import './profile.css'

/** Who one is, and what one may do. */
export function ProfilePage() {
  const { t } = useTranslation()
  const { user } = useSession()
  const [isChanging, setIsChanging] = useState(false)
  const mayChange = useMay('can_edit', 'My Password')
  if (user === null) return null
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.profile')}</h1>
        <span className="spring" />
        {mayChange && (
          <button type="button" className="button" onClick={() => setIsChanging(true)}>
            <KeyRound size={15} aria-hidden />
            {t('profile.changePassword')}
          </button>
        )}
      </header>
      <Facts user={user} />
      <Permissions permissions={user.permissions} />
      {isChanging && <PasswordDialog onClose={() => setIsChanging(false)} />}
    </div>
  )
}

function Facts({ user }: { readonly user: SessionUser }) {
  const { t } = useTranslation()
  const facts = [
    [t('login.username'), user.username],
    [t('users.name'), `${user.first_name} ${user.last_name}`],
    [t('users.email'), user.email],
    [t('users.roles'), user.roles.join(', ')],
  ]
  return (
    <dl className="card profile-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="soft">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Permissions({ permissions }: { readonly permissions: readonly string[] }) {
  const { t } = useTranslation()
  return (
    <details className="card">
      <summary>{t('roles.count', { count: permissions.length })}</summary>
      <ul className="profile-permissions mono">
        {permissions.toSorted().map(permission => (
          <li key={permission}>{permission}</li>
        ))}
      </ul>
    </details>
  )
}
