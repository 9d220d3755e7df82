import { useLocation, useSearch } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLogIn, useNothingKept, useSession } from '../api/session.ts'
import './login.css'

/** Asks who one is; whatever page was meant is shown afterwards. */
export function Login() {
  const { t } = useTranslation()
  const { oidc } = useSession()
  useNothingKept()
  return (
    <main className="login">
      <div className="login-card">
        <header>
          <h1>{t('login.title')}</h1>
          <p className="soft">Slipstream</p>
        </header>
        <Refusal />
        {oidc !== null && <ProviderLink name={oidc.name} />}
        <PasswordForm isOnlyWay={oidc === null} />
      </div>
    </main>
  )
}

/** Why the way over the provider has not led in. */
function Refusal() {
  const { t } = useTranslation()
  const { refused } = useSearch({ strict: false })
  if (refused === undefined) return null
  return (
    <p className="field-error" role="alert">
      {t(`login.refused.${refused}`)}
    </p>
  )
}

function ProviderLink({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const { href, pathname } = useLocation()
  const next = pathname === '/login' ? '/' : href
  return (
    <>
      <a className="button primary" href={`/auth/oidc/login?next=${encodeURIComponent(next)}`}>
        {t('login.with', { name })}
      </a>
      <p className="login-or soft">{t('login.or')}</p>
    </>
  )
}

function PasswordForm({ isOnlyWay }: { readonly isOnlyWay: boolean }) {
  const { t } = useTranslation()
  const logIn = useLogIn()
  return (
    <form className="form" onSubmit={event => logIn.mutate(credentialsOf(event))}>
      <label className="field">
        <span>{t('login.username')}</span>
        <input className="input" name="username" autoComplete="username" required />
      </label>
      <label className="field">
        <span>{t('login.password')}</span>
        <input className="input" name="password" type="password" autoComplete="current-password" required />
      </label>
      {logIn.error && (
        <p className="field-error" role="alert">
          {logIn.error.message}
        </p>
      )}
      <button type="submit" className={isOnlyWay ? 'button primary' : 'button'} disabled={logIn.isPending}>
        {t('login.submit')}
      </button>
      {isOnlyWay && <p className="hint">{t('login.hint')}</p>}
    </form>
  )
}

function credentialsOf(event: FormEvent<HTMLFormElement>) {
  event.preventDefault()
  const form = new FormData(event.currentTarget)
  return { username: String(form.get('username')), password: String(form.get('password')) }
}
