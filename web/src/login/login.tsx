import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLogIn } from '../api/session.ts'

/** Asks for name and password; whatever page was meant is shown afterwards. */
export function Login() {
  const { t } = useTranslation()
  const logIn = useLogIn()
  return (
    <main className="login">
      <form className="login-card form" onSubmit={event => logIn.mutate(credentialsOf(event))}>
        <h1>{t('login.title')}</h1>
        <p className="soft">Slipstream</p>
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
        <button type="submit" className="button primary" disabled={logIn.isPending}>
          {t('login.submit')}
        </button>
        <p className="hint">{t('login.hint')}</p>
      </form>
    </main>
  )
}

function credentialsOf(event: FormEvent<HTMLFormElement>) {
  event.preventDefault()
  const form = new FormData(event.currentTarget)
  return { username: String(form.get('username')), password: String(form.get('password')) }
}
