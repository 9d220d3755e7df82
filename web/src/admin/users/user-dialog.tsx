import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { UserLine } from '../../../../runtime/api/ui/contract/users.ts'
import { useSession } from '../../api/session.ts'
import { CheckField, TextField } from '../../form/fields.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { NewPassword } from '../../form/new-password.tsx'
import { RolesField } from './roles-field.tsx'
import { userBodyOf } from './user-body.ts'
import { addUser, changeUser, useFreshUsers } from './user-queries.ts'

interface UserDialogProps {
  /** Null for a new one. */
  readonly user: UserLine | null
  readonly roles: readonly string[]
  readonly onClose: () => void
}

/** Makes a user, or changes one; nobody takes the way in from themselves. */
export function UserDialog({ user, roles, onClose }: UserDialogProps) {
  const { t } = useTranslation()
  const refresh = useFreshUsers()
  const isSelf = useSession().user?.username === user?.username
  const save = async (form: FormData): Promise<void> => {
    const body = userBodyOf(form, { user, isSelf })
    await (user === null ? addUser(body) : changeUser(user.username, body))
    await refresh()
  }
  return (
    <FormDialog
      title={user === null ? t('users.new') : t('admin.editOne', { name: user.username })}
      submit={t('admin.save')}
      done={t('admin.saved')}
      onSubmit={save}
      onClose={onClose}
    >
      <NameFields user={user} />
      <RolesField roles={roles} given={user?.roles ?? ['Viewer']} />
      {isSelf ? (
        <p className="hint">
          {t('users.selfHint')} <Link to="/profile">{t('nav.profile')}</Link>
        </p>
      ) : (
        <>
          <NewPassword {...(user === null ? {} : { hint: t('users.passwordKept') })} />
          {user !== null && <StandingFields user={user} />}
        </>
      )}
    </FormDialog>
  )
}

function NameFields({ user }: Pick<UserDialogProps, 'user'>) {
  const { t } = useTranslation()
  return (
    <>
      <TextField
        name="username"
        label={t('login.username')}
        autoComplete="off"
        defaultValue={user?.username ?? ''}
        autoFocus
      />
      <div className="field-row">
        <TextField name="first_name" label={t('users.firstName')} defaultValue={user?.firstName ?? ''} />
        <TextField name="last_name" label={t('users.lastName')} defaultValue={user?.lastName ?? ''} />
      </div>
      <TextField name="email" label={t('users.email')} type="email" defaultValue={user?.email ?? ''} />
    </>
  )
}

function StandingFields({ user }: { readonly user: UserLine }) {
  const { t } = useTranslation()
  return (
    <>
      <CheckField name="active" label={t('users.active')} defaultChecked={user.isActive} hint={t('users.activeHint')} />
      {user.failedLoginCount > 0 && (
        <CheckField name="forget_failures" label={t('users.forgetFailures', { count: user.failedLoginCount })} />
      )}
    </>
  )
}
