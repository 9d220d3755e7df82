import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { TextField } from './fields.tsx'
import { FieldError } from './problem.ts'

interface NewPasswordProps {
  readonly hint?: string
}

/** A password that is typed twice. */
export function NewPassword({ hint }: NewPasswordProps) {
  const { t } = useTranslation()
  return (
    <div className="field-row">
      <TextField
        name="password"
        label={t('form.newPassword')}
        type="password"
        autoComplete="new-password"
        {...(hint === undefined ? {} : { hint })}
      />
      <TextField name="password_again" label={t('form.passwordAgain')} type="password" autoComplete="new-password" />
    </div>
  )
}

/** Empty where nothing was typed. @throws FieldError */
export function newPasswordOf(form: FormData): string {
  const password = String(form.get('password') ?? '')
  if (password !== String(form.get('password_again') ?? ''))
    throw new FieldError('password_again', i18next.t('form.passwordsDiffer'))
  return password
}
