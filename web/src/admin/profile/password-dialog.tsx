import { useTranslation } from 'react-i18next'
import { useChangePassword } from '../../api/session.ts'
import { TextField } from '../../form/fields.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { NewPassword, newPasswordOf } from '../../form/new-password.tsx'

/** Changes one's own password; who does not know the present one cannot. */
export function PasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const change = useChangePassword()
  const save = async (form: FormData): Promise<void> =>
    change({ current_password: String(form.get('current_password')), password: newPasswordOf(form) })
  return (
    <FormDialog
      title={t('profile.changePassword')}
      submit={t('admin.save')}
      done={t('profile.passwordChanged')}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField
        name="current_password"
        label={t('profile.currentPassword')}
        type="password"
        autoComplete="current-password"
        autoFocus
      />
      <NewPassword hint={t('profile.passwordHint')} />
    </FormDialog>
  )
}
