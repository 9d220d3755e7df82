import i18next from 'i18next'
import type { UserLine } from '../../../../runtime/api/ui/contract/users.ts'
import { isChecked, textOf } from '../../form/form-values.ts'
import { newPasswordOf } from '../../form/new-password.tsx'
import { FieldError } from '../../form/problem.ts'
import type { UserBody } from './user-queries.ts'

const ADMIN = 'Admin'

interface Edited {
  /** Null for a new one. */
  readonly user: UserLine | null
  /** Whether it is who edits. */
  readonly isSelf: boolean
}

/** What the form says. @throws FieldError */
export function userBodyOf(form: FormData, { user, isSelf }: Edited): UserBody {
  const roles = form.getAll('roles').map(String)
  if (roles.length === 0) throw new FieldError('roles', i18next.t('users.noRole'))
  if (isSelf && user?.roles.includes(ADMIN) && !roles.includes(ADMIN))
    throw new FieldError('roles', i18next.t('users.keepAdmin'))
  const password = isSelf ? '' : newPasswordOf(form)
  return {
    username: textOf(form, 'username') ?? '',
    first_name: textOf(form, 'first_name') ?? '',
    last_name: textOf(form, 'last_name') ?? '',
    email: textOf(form, 'email') ?? '',
    roles: roles.map(name => ({ name })),
    ...(password === '' && user !== null ? {} : { password }),
    ...(user === null || isSelf ? {} : { active: isChecked(form, 'active') }),
    ...(isChecked(form, 'forget_failures') ? { failed_login_count: 0 } : {}),
  }
}
